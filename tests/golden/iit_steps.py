"""Expected values of interchange intervention training, by PyTorch hooks.

Five SGD steps of a 4-8-8-2 ReLU network whose variable 0 is in units 0:3 and variable 1 in units
3:6 of the first hidden layer; loss = CE(base) + CE(counterfactual), sources keep their gradient.
Run: python iit_steps.py > ../src/test/resources/golden/iit-steps.json
"""
import json

import torch

torch.manual_seed(0)
ROWS, STEPS = 6, 5
net = torch.nn.Sequential(
    torch.nn.Linear(4, 8), torch.nn.ReLU(),
    torch.nn.Linear(8, 8), torch.nn.ReLU(),
    torch.nn.Linear(8, 2),
)
start = {name: value.tolist() for name, value in net.state_dict().items()}
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
UNITS = [slice(0, 3), slice(3, 6)]


def hooked(inputs, hook):
    handle = net[1].register_forward_hook(hook)
    try:
        return net(inputs)
    finally:
        handle.remove()


steps = []
for _ in range(STEPS):
    base, source = torch.randn(ROWS, 4), torch.randn(ROWS, 4)
    which = torch.randint(-1, 2, (ROWS, 1), dtype=torch.int32)
    labels = torch.randint(0, 2, (3, ROWS))
    kept = []
    source_output = hooked(source, lambda module, args, output: kept.append(output))
    base_output = net(base)

    def swap(module, args, output):
        rows = []
        for row in range(ROWS):
            variable = int(which[row, 0])
            units = torch.arange(8)
            mask = torch.zeros(8, dtype=torch.bool)
            if variable >= 0:
                mask[units[UNITS[variable]]] = True
            rows.append(torch.where(mask, kept[0][row], output[row]))
        return torch.stack(rows)

    counterfactual = hooked(base, swap)
    cross_entropy = torch.nn.functional.cross_entropy
    loss = cross_entropy(base_output, labels[0]) + cross_entropy(counterfactual, labels[2])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    steps.append({
        "base": base.tolist(), "source": source.tolist(), "which": which.tolist(),
        "labels": labels.tolist(), "loss": loss.item(),
        "outputs": [o.tolist() for o in (base_output, source_output, counterfactual)],
    })

end = {name: value.tolist() for name, value in net.state_dict().items()}
text = json.dumps({"start": start, "steps": steps, "end": end})
print(text)

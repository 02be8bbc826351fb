/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript;

/** The method that applies the hooks of a place, as text of TorchScript. */
final class HookCode {

    private static final String TEXT =
            """
              def iit_hook(self: %s,
                x: Tensor,
                h: Dict[str, Tensor],
                c: Dict[str, Tensor],
                n: Dict[str, int],
                key: str) -> Tensor:
                run = 0
                if torch.__contains__(n, key):
                  run = n[key]
                else:
                  pass
                torch._set_item(n, key, torch.add(run, 1))
                at = torch.format("{}/{}", key, run)
                y = x
                i = 0
                step = torch.format("{}#{}", at, i)
                going = torch.__contains__(h, torch.add(step, ".shift"))
                while going:
                  scale = h[torch.add(step, ".scale")]
                  shift = h[torch.add(step, ".shift")]
                  if torch.__contains__(h, torch.add(step, ".matrix")):
                    f = torch.add(torch.matmul(y, h[torch.add(step, ".matrix")]), h[torch.add(step, ".offset")])
                    scale = torch.expand_as(scale, f)
                    e = torch.where(torch.eq(scale, 0), shift, torch.add(torch.mul(f, scale), shift))
                    y = torch.add(y, torch.matmul(torch.sub(e, f), h[torch.add(step, ".back")]))
                  else:
                    scale = torch.expand_as(scale, y)
                    y = torch.where(torch.eq(scale, 0), shift, torch.add(torch.mul(y, scale), shift))
                  i = torch.add(i, 1)
                  step = torch.format("{}#{}", at, i)
                  going = torch.__contains__(h, torch.add(step, ".shift"))
                if torch.__contains__(h, torch.add(key, "?")):
                  order = torch.len(c)
                  torch._set_item(c, torch.format("iit|{}|{}", order, at), y)
                else:
                  pass
                return y
            """;

    private HookCode() {}

    /** Returns the method for a class. */
    static String of(String qualifiedName) {
        return TEXT.formatted(qualifiedName);
    }
}

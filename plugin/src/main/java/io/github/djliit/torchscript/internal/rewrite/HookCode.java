/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.rewrite;

/**
 * The methods that apply the hooks of a place, as text of TorchScript.
 *
 * <p>They take the hooks ({@code h}), and fill the dicts of the call: what is captured ({@code c}),
 * inputs kept for skips ({@code k}), and how often each place was run ({@code n}).
 *
 * <p>A quantised value is read dequantised ({@code v}), and what an edit makes of that is quantised
 * again, with the scales and zero points of the value, as {@code copy_} does: what comes next takes
 * no other. A complex value is read and not edited: the arrays of an edit are real, and would take
 * the imaginary part away.
 */
final class HookCode {

    private static final String TEXT =
            """
              def iit_features(self: %1$s,
                x: Tensor,
                h: Dict[str, Tensor],
                step: str) -> Tensor:
                f = x
                if torch.__contains__(h, torch.add(step, ".units")):
                  f = torch.index_select(f, -1, h[torch.add(step, ".units")])
                else:
                  pass
                if torch.__contains__(h, torch.add(step, ".matrix")):
                  f = torch.add(torch.matmul(f, h[torch.add(step, ".matrix")]), h[torch.add(step, ".offset")])
                else:
                  pass
                if torch.__contains__(h, torch.add(step, ".threshold")):
                  f = torch.mul(torch.relu(f), torch.gt(f, h[torch.add(step, ".threshold")]))
                else:
                  pass
                return f
              def iit_kept(self: %1$s,
                x: Tensor,
                h: Dict[str, Tensor],
                key: str) -> Tensor:
                if torch.__contains__(h, torch.add(key, "~")):
                  y = torch.clone(x)
                else:
                  y = x
                return y
              def iit_check(self: %1$s,
                x: Tensor,
                key: str) -> NoneType:
                if torch.is_complex(x):
                  site = torch.replace(torch.replace(key, ".:", ":"), ".@", "@")
                  ops.prim.RaiseException(torch.format("{}: expected real numbers, found complex ones, which are read and not edited: use a site before or behind it", site))
                else:
                  pass
                return None
              def iit_read(self: %1$s,
                x: Tensor,
                h: Dict[str, Tensor],
                c: Dict[str, Tensor],
                k: Dict[str, Tensor],
                n: Dict[str, int],
                path: str,
                place: str) -> Tensor:
                v = x
            %2$s    key = torch.add(path, place)
                if torch.__contains__(h, torch.add(key, "?")):
                  order = torch.len(c)
                  torch._set_item(c, torch.format("iit|{}|{}/0", order, key), (self).iit_kept(v, h, key))
                else:
                  pass
                return x
              def iit_hook(self: %1$s,
                x: Tensor,
                h: Dict[str, Tensor],
                c: Dict[str, Tensor],
                k: Dict[str, Tensor],
                n: Dict[str, int],
                path: str,
                place: str) -> Tensor:
                v = x
            %2$s    key = torch.add(path, place)
                run = 0
                if torch.__contains__(n, key):
                  run = n[key]
                else:
                  pass
                torch._set_item(n, key, torch.add(run, 1))
                at = torch.format("{}/{}", key, run)
                if torch.__contains__(h, torch.add(key, "!")):
                  torch._set_item(k, at, (self).iit_kept(v, h, key))
                else:
                  pass
                y = v
                i = 0
                step = torch.format("{}#{}", at, i)
                going = torch.__contains__(h, torch.add(step, ".scale"))
                while going:
                  (self).iit_check(y, key)
                  y = torch.type_as(y, h[torch.add(step, ".scale")])
                  f = (self).iit_features(y, h, step)
                  scale = torch.expand_as(h[torch.add(step, ".scale")], f)
                  replaced = torch.eq(scale, 0)
                  if torch.__contains__(h, torch.add(step, ".shift")):
                    shift = h[torch.add(step, ".shift")]
                  else:
                    input = torch.add(path, torch.replace(place, ":output", ":input"))
                    z = torch.type_as(k[torch.format("{}/{}", input, run)], f)
                    if torch.__contains__(h, torch.add(step, ".picks")):
                      z = torch.take(z, h[torch.add(step, ".picks")])
                    else:
                      pass
                    shift = torch.where(replaced, (self).iit_features(z, h, step), torch.zeros_like(f))
                  e = torch.where(replaced, shift, torch.add(torch.mul(f, scale), shift))
                  if torch.__contains__(h, torch.add(step, ".back")):
                    d = torch.matmul(torch.sub(e, f), h[torch.add(step, ".back")])
                    if torch.__contains__(h, torch.add(step, ".units")):
                      y = torch.index_add(y, -1, h[torch.add(step, ".units")], d)
                    else:
                      y = torch.add(y, d)
                  else:
                    y = e
                  i = torch.add(i, 1)
                  step = torch.format("{}#{}", at, i)
                  going = torch.__contains__(h, torch.add(step, ".scale"))
                y = torch.type_as(y, v)
                r = y
            %3$s    if torch.__contains__(h, torch.add(key, "?")):
                  order = torch.len(c)
                  torch._set_item(c, torch.format("iit|{}|{}", order, at), (self).iit_kept(y, h, key))
                else:
                  pass
                return r
            """;

    private static final String DEQUANTIZE =
            """
                if ops.prim.is_quantized(x):
                  v = torch.dequantize(x)
                else:
                  pass
            """;

    private static final String QUANTIZE =
            """
                if ops.prim.is_quantized(x):
                  r = x
                  if torch.gt(i, 0):
                    r = torch.copy_(torch.clone(x, memory_format=0), torch.contiguous(y))
                    y = torch.dequantize(r)
                  else:
                    pass
                else:
                  pass
            """;

    private HookCode() {}

    /**
     * Returns the methods for a class.
     *
     * @param qualifiedName its name
     * @param quantizes whether there may be quantised values
     */
    static String of(String qualifiedName, boolean quantizes) {
        return quantizes
                ? TEXT.formatted(qualifiedName, DEQUANTIZE, QUANTIZE)
                : TEXT.formatted(qualifiedName, "", "");
    }
}

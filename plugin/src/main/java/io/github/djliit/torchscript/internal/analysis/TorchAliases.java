/*
 * Copyright the djl-iit authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License"). You may not use this file except in
 * compliance with the License. A copy is in the file LICENSE and at
 * https://www.apache.org/licenses/LICENSE-2.0. Software distributed under the License is distributed on
 * an "AS IS" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 */
package io.github.djliit.torchscript.internal.analysis;

import java.util.List;
import java.util.Set;

/** Which of PyTorch's own operators give memory of their own, and which write in place. */
final class TorchAliases {

    /** Those of {@link TorchOps} that may give a view of what they get, or that itself. */
    private static final Set<String> VIEWS =
            TorchOps.words(
                    "view reshape transpose t permute contiguous flatten unflatten squeeze "
                            + "unsqueeze expand expand_as view_as reshape_as select slice narrow "
                            + "diagonal movedim swapaxes numpy_T detach to type_as dropout "
                            + "feature_dropout alpha_dropout float double half long einsum "
                            + "as_tensor split split_with_sizes chunk unbind tensor_split hsplit "
                            + "vsplit meshgrid broadcast_tensors unsafe_split unsafe_chunk "
                            + "nonzero_numpy pad instance_norm");

    /** Those that may give back the very tensor that they get first. */
    private static final Set<String> SAME =
            TorchOps.words(
                    "to type_as contiguous dropout feature_dropout alpha_dropout "
                            + "feature_alpha_dropout alias positive conj real resolve_conj "
                            + "resolve_neg atleast_1d atleast_2d atleast_3d ravel flatten cpu cuda "
                            + "float double half long int bool bfloat16 sum_to_size to_dense");

    /** Those that give a tensor of its own that shares memory with what they get. */
    private static final Set<String> VIEW_ONLY =
            TorchOps.words(
                    "view reshape transpose t permute unflatten squeeze unsqueeze expand expand_as "
                            + "view_as reshape_as select slice narrow diagonal movedim swapaxes "
                            + "numpy_T detach einsum split split_with_sizes chunk unbind "
                            + "tensor_split hsplit vsplit dsplit meshgrid unsafe_split "
                            + "unsafe_chunk nonzero_numpy pad instance_norm as_strided unfold "
                            + "swapdims moveaxis view_as_real view_as_complex imag mT mH adjoint "
                            + "_reshape_alias _unsafe_view __getitem__");

    /** Those that are not of {@link TorchOps} and give memory of their own. */
    private static final Set<String> OWN =
            TorchOps.words(
                    "_softmax _log_softmax _safe_softmax _transformer_encoder_layer_fwd "
                            + "_scaled_dot_product_efficient_attention "
                            + "_scaled_dot_product_flash_attention _unsafe_index _weight_norm "
                            + "_weight_norm_interface absolute acos acosh adaptive_avg_pool3d "
                            + "adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d addr "
                            + "affine_grid_generator amax amin angle arange_like argwhere asin "
                            + "asinh atan atan2 atanh avg_pool3d bilinear binary_cross_entropy "
                            + "binary_cross_entropy_with_logits bincount bitwise_left_shift "
                            + "bitwise_right_shift block_diag bucketize cartesian_prod cdist celu "
                            + "channel_shuffle cholesky clip col2im column_stack complex "
                            + "concat concatenate constant_pad_nd conv_tbc conv_transpose3d "
                            + "copysign cosh count_nonzero cov cross deg2rad det diag_embed "
                            + "diagonal_scatter digamma dist dstack erfc erfinv exp2 eye fix "
                            + "fft_fft fft_ifft fft_rfft fft_irfft fft_fft2 fft_ifft2 "
                            + "fft_rfft2 fft_irfft2 fft_fftn fft_ifftn fft_rfftn fft_irfftn "
                            + "fft_hfft fft_ihfft fft_fftshift fft_ifftshift "
                            + "fliplr flipud float_power frac fmax fmin ger greater greater_equal "
                            + "grid_sampler grid_sampler_2d grid_sampler_3d gru_cell hann_window "
                            + "hardshrink heaviside histc hstack huber_loss hypot im2col inner "
                            + "index_reduce inverse isclose isin isneginf isposinf istft kl_div "
                            + "kron l1_loss lcm ldexp less less_equal lgamma linspace log10 "
                            + "logaddexp logaddexp2 logcumsumexp logical_xor logit logspace "
                            + "max_pool3d max_pool3d_with_indices maximum minimum modf multiply "
                            + "nan_to_num nanmean nansum native_channel_shuffle negative "
                            + "new_empty_strided nonzero normal not_equal pad_sequence "
                            + "pairwise_distance pixel_unshuffle poisson polar "
                            + "quantize_per_channel quantize_per_tensor_dynamic quantile "
                            + "rad2deg randint randint_like randperm reflection_pad1d "
                            + "reflection_pad2d reflection_pad3d relu6 renorm replication_pad1d "
                            + "replication_pad2d replication_pad3d rnn_relu_cell rnn_tanh_cell "
                            + "rot90 rrelu scatter_reduce searchsorted select_scatter sgn sign "
                            + "signbit sinc sinh slice_scatter smooth_l1_loss softshrink stft "
                            + "subtract take_along_dim tan tensordot threshold tile trace "
                            + "tril_indices triu_indices unique_consecutive upsample_bicubic2d "
                            + "upsample_linear1d upsample_nearest1d upsample_nearest3d "
                            + "upsample_trilinear3d vdot vstack");

    /** Those that compute a number of numbers. */
    private static final Set<String> ARITHMETIC =
            TorchOps.words(
                    "add sub mul div neg pow floordiv floor_divide remainder fmod abs sqrt floor "
                            + "ceil round rsub true_divide trunc clamp min max to type_as detach "
                            + "clone float long view reshape squeeze unsqueeze eq ne lt gt le ge "
                            + "contiguous");

    /** Those that put other elements into the list or dict that they get first. */
    private static final Set<String> CHANGES =
            TorchOps.words(
                    "append extend insert pop popitem clear reverse remove _set_item Delete update "
                            + "setdefault");

    private static final Set<String> OBSERVING =
            TorchOps.words("fused_moving_avg_obs_fake_quant _fused_moving_avg_obs_fq_helper");

    private TorchAliases() {}

    /** Returns whether an operator writes into its first argument and gives it back. */
    static boolean isInPlace(String name) {
        return name.endsWith("_") && !name.endsWith("__");
    }

    /** Returns whether an operator writes into statistics of what it gets, and gives another. */
    static boolean isObserving(String name) {
        return OBSERVING.contains(name);
    }

    /** Returns whether an operator changes which elements a list or dict has. */
    static boolean isChange(String name) {
        return CHANGES.contains(name);
    }

    /** Returns whether an operator changes which elements a list or dict has that it gets first. */
    static boolean isChange(String name, List<Held> given) {
        boolean isSorted =
                name.equals("sort")
                        && Held.refs(given).anyMatch(ref -> ref.kind() == Held.Kind.NUMBERS);
        return !given.isEmpty() && (isChange(name) || isSorted);
    }

    /** Returns whether what an operator gives shares no memory with what it gets, for sure. */
    static boolean isFresh(String name) {
        return !VIEWS.contains(name)
                && !isInPlace(name)
                && (TorchOps.isKnown(name) || OWN.contains(name));
    }

    /** Returns whether an operator may give back the very tensor that it gets first. */
    static boolean isSame(String name) {
        return SAME.contains(name);
    }

    /** Returns whether an operator gives no tensor that it gets, for sure, but may give views. */
    static boolean isAnother(String name) {
        return isFresh(name) || VIEW_ONLY.contains(name);
    }

    /** Returns whether what an operator gives can share memory with its first argument alone. */
    static boolean isViewOfFirst(String name) {
        return VIEWS.contains(name) && !name.equals("einsum");
    }

    /** Returns whether an operator of numbers gives a number. */
    static boolean isArithmetic(String name) {
        return ARITHMETIC.contains(name);
    }
}

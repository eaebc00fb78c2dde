"""Names of objects that Keras 1 and 2 had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kerasrun.errors import Fix, Hint

if TYPE_CHECKING:
    from kerasrun.catalogue.rule import Kind

_SAME: Final[dict[Kind, dict[str, str]]] = {
    "layer": {
        "Convolution1D": "Conv1D",
        "Convolution2D": "Conv2D",
        "Convolution3D": "Conv3D",
        "Convolution1DTranspose": "Conv1DTranspose",
        "Convolution2DTranspose": "Conv2DTranspose",
        "Convolution3DTranspose": "Conv3DTranspose",
        "SeparableConvolution1D": "SeparableConv1D",
        "SeparableConvolution2D": "SeparableConv2D",
        "DepthwiseConvolution2D": "DepthwiseConv2D",
        "Deconvolution2D": "Conv2DTranspose",
        "Deconvolution3D": "Conv3DTranspose",
        "Deconv2D": "Conv2DTranspose",
        "Deconv3D": "Conv3DTranspose",
        "CuDNNLSTM": "LSTM",
        "CuDNNGRU": "GRU",
        "BatchNormalizationV1": "BatchNormalization",
        "BatchNormalizationV2": "BatchNormalization",
    },
    "optimizer": {
        "AdamOptimizer": "Adam",
        "AdagradOptimizer": "Adagrad",
        "AdadeltaOptimizer": "Adadelta",
        "FtrlOptimizer": "Ftrl",
        "GradientDescentOptimizer": "SGD",
        "RMSPropOptimizer": "RMSprop",
    },
    "loss": {
        "cosine": "cosine_similarity",
        "cosine_proximity": "cosine_similarity",
        "kullback_leibler_divergence": "kl_divergence",
        "logcosh": "log_cosh",
        "huber_loss": "huber",
    },
    "metric": {
        "acc": "accuracy",
        "kullback_leibler_divergence": "kl_divergence",
        "logcosh": "log_cosh_error",
        "top_k_categorical_acc": "top_k_categorical_accuracy",
    },
    "regularizer": {
        "WeightRegularizer": "L1L2",
        "activity_l1": "L1",
        "activity_l2": "L2",
        "activity_l1l2": "L1L2",
    },
    "constraint": {"maxnorm": "max_norm", "nonneg": "non_neg", "unitnorm": "unit_norm"},
}

_NEAR: Final[dict[Kind, dict[str, str]]] = {
    "layer": {
        "MaxoutDense": "Dense",
        "ParametricSoftplus": "PReLU",
        "SReLU": "PReLU",
        "LocallyConnected1D": "Conv1D",
        "LocallyConnected2D": "Conv2D",
        "SimpleDeepRNN": "SimpleRNN",
    },
    "metric": {
        # Keras 1 showed it with the sign of the loss.
        "cosine": "cosine_similarity",
        "cosine_proximity": "cosine_similarity",
        "fmeasure": "F1Score",
        "fbeta_score": "FBetaScore",
    },
}
"""What comes closest to an object that is gone, but computes something else."""

_OTHER: Final[dict[Kind, dict[str, str]]] = {
    "layer": {
        "AtrousConv1D": "write `Conv1D` with `dilation_rate`",
        "AtrousConv2D": "write `Conv2D` with `dilation_rate`",
        "AtrousConvolution1D": "write `Conv1D` with `dilation_rate`",
        "AtrousConvolution2D": "write `Conv2D` with `dilation_rate`",
        "Highway": "Keras has none any more: write `Dense`",
        "Input": "write `input_shape: [...]` under `model`, beside `layers`",
        "Merge": "leave it out: a Sequential model has one input",
        "RandomHeight": "write `RandomZoom: {height_factor: 0.2, width_factor: 0.0}`",
        "RandomWidth": "write `RandomZoom: {height_factor: 0.0, width_factor: 0.2}`",
        "SyncBatchNormalization": "write `BatchNormalization: {synchronized: true}`",
        "ThresholdedReLU": "write `ReLU: {threshold: 1.0}`",
        "TimeDistributedDense": "write `TimeDistributed: {layer: {Dense: 10}}`",
    },
    "optimizer": {"MomentumOptimizer": "write `SGD: {momentum: 0.9}`"},
    "callback": {"BaseLogger": "leave it out: Keras averages the scores of an epoch itself"},
    "constraint": {"RadialConstraint": "Keras has none any more: write `UnitNorm: {axis: [0, 1]}`"},
}


def legacy_name(kind: Kind, name: str) -> str | None:
    """Return what to write instead of `name`, such as "write `Conv2D`", or None where the name is not old."""
    same = _SAME.get(kind, {}).get(name)
    if same:
        return Hint(f"write `{same}`", Fix(name, same))
    near = _NEAR.get(kind, {}).get(name)
    return f"write `{near}`" if near else _OTHER.get(kind, {}).get(name)

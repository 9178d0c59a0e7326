"""How diffusion models are run; light to import."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import field_validator

from aigc.config import Settings, option
from aigc.errors import did_you_mean

Offload = Literal["auto", "none", "model", "group", "sequential"]
Cache = Literal["none", "auto", "first_block", "taylorseer", "mag"]

ATTENTION: Final = (
    "auto", "native", "native_cudnn", "native_efficient", "native_flash", "native_math", "flash",
    "flash_3", "flex", "sage", "xformers",
)  # fmt: skip
"""Backends of attention; those that are fetched as compiled code are not among them."""
SCHEDULERS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "ddim": ("DDIMScheduler", {}),
    "ddim_trailing": ("DDIMScheduler", {"timestep_spacing": "trailing"}),
    "deis": ("DEISMultistepScheduler", {}),
    "dpm": ("DPMSolverMultistepScheduler", {}),
    "dpm_karras": ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    "dpm_sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}),
    "dpm_sde_karras": ("DPMSolverMultistepScheduler",
                       {"algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": True}),
    "euler": ("EulerDiscreteScheduler", {}),
    "euler_ancestral": ("EulerAncestralDiscreteScheduler", {}),
    "euler_trailing": ("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
    "flow_euler": ("FlowMatchEulerDiscreteScheduler", {}),
    "flow_heun": ("FlowMatchHeunDiscreteScheduler", {}),
    "flow_lcm": ("FlowMatchLCMScheduler", {}),
    "heun": ("HeunDiscreteScheduler", {}),
    "lcm": ("LCMScheduler", {}),
    "pndm": ("PNDMScheduler", {}),
    "tcd": ("TCDScheduler", {}),
    "unipc": ("UniPCMultistepScheduler", {}),
}  # fmt: skip
"""Short names of schedulers, their classes in diffusers, and what is set in them."""


class Options(Settings):
    """How a diffusion model is run: what changes the result, and what changes speed and memory."""

    steps: int = option(0, "Steps of denoising; 0 for as many as the model's own default.",
                        "去噪步数；0 为模型默认值。", ge=0, le=1000)  # fmt: skip
    guidance: float = option(-1.0, "How strictly the prompt is followed; -1 for the default.",
                             "贴合提示词的程度；-1 为模型默认值。", ge=-1, le=100)  # fmt: skip
    true_guidance: float = option(
        -1.0, "Guidance away from what must not be seen, of models with a distilled one (Flux, "
        "HunyuanVideo): above 1 in twice the time; -1 for the default.",
        "Flux、HunyuanVideo 等蒸馏模型的真 CFG：大于 1 时负面提示词生效，耗时加倍；-1 为默认。",
        ge=-1, le=100)  # fmt: skip
    negative: str = option("", "What must not be seen, beside what a prompt says itself.",
                           "不要出现的内容（附加在每条提示词之后）。")  # fmt: skip
    scheduler: str = option("", "How steps are taken, such as euler or unipc; empty keeps its own.",
                            "采样器，如 euler、unipc；留空沿用模型自带的。",
                            choices=["", *SCHEDULERS])  # fmt: skip
    lora: tuple[str, ...] = option((), "LoRA files or repositories, each with @weight: style@0.8.",
                                   "LoRA 文件或仓库，可带权重：style@0.8。")  # fmt: skip
    ip_adapter: str = option("", "IP-Adapter that lends the look of the reference picture.",
                             "IP-Adapter：让参考图决定风格。")  # fmt: skip
    revision: str = option("", "Branch, tag or commit of the model on the hub.",
                           "模型在 Hub 上的分支、标签或提交。")  # fmt: skip
    variant: str = option("", "Variant of the weights that is fetched and read, such as fp16.",
                          "下载并读取的权重变体，如 fp16。")  # fmt: skip
    device: str = option("auto", "Where it runs: auto, cpu, cuda, cuda:1, mps.",
                         "运行设备：auto、cpu、cuda、cuda:1、mps。")  # fmt: skip
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = option(
        "auto",
        "Numbers the weights are kept in; auto asks the device.",
        "权重精度；auto 由设备决定。",
    )
    quantise: str = option("none", "Smaller weights: none, int8, int4, fp8, or .gguf files.",
                           "压缩权重：none、int8、int4、fp8 或 .gguf 文件。",
                           choices=["none", "int8", "int4", "fp8"])  # fmt: skip
    offload: Offload = option(
        "auto", "What waits in the machine's memory until it is needed: none, model by model, "
        "group by group of layers, or layer by layer.", "显存不足时把权重暂放内存的方式。"
    )  # fmt: skip
    attention: str = option("auto", "Attention backend: auto, native, flash, sage and others.",
                            "注意力后端，如 native、flash、sage。", choices=ATTENTION)  # fmt: skip
    compile: Literal["auto", "none", "blocks"] = option(
        "auto", "Compile repeated blocks; the first picture then takes longer.",
        "编译重复模块（首张更慢，之后更快）。"
    )  # fmt: skip
    cache: Cache = option("none", "Reuse what hardly changes between steps: faster, not the same.",
                          "复用步间变化很小的结果：更快，画面略有不同。")  # fmt: skip
    vae_tiling: Literal["auto", "on", "off"] = option(
        "auto", "Decode large pictures in tiles, which takes less memory.", "分块解码，节省显存。"
    )
    batch: int = option(0, "Pictures made together; 0 for as many as fit.",
                        "一次生成的张数；0 为自动。", ge=0, le=256)  # fmt: skip
    deterministic: bool = option(False, "Only kernels that give the same bits every time.",
                                 "只用逐位可复现的算子。")  # fmt: skip

    @field_validator("lora", mode="before")
    @classmethod
    def _parted(cls, given: Any) -> Any:
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(
            given, str) else given  # fmt: skip

    @field_validator("lora")
    @classmethod
    def _weighted(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            weighted(one)
        return given

    @field_validator("scheduler")
    @classmethod
    def _scheduler(cls, given: str) -> str:
        if given and given not in SCHEDULERS:
            raise ValueError(f"there is no such scheduler. {did_you_mean(given, SCHEDULERS)}"[:-1])
        return given

    @field_validator("attention")
    @classmethod
    def _attention(cls, given: str) -> str:
        if given not in ATTENTION:
            raise ValueError(f"there is no such backend. {did_you_mean(given, ATTENTION)}"[:-1])
        return given

    @field_validator("quantise")
    @classmethod
    def _quantise(cls, given: str) -> str:
        files = given.split(",")
        if given not in ("none", "int8", "int4", "fp8") and not all(
            one.endswith(".gguf") for one in files
        ):
            raise ValueError("it is none, int8, int4, fp8, or paths of .gguf files")
        return given

    @property
    def running(self) -> Options:
        """What of them is told to every diffusion model, so that tasks share their weights."""
        return Options(**{name: getattr(self, name) for name in Options.model_fields})

    @property
    def laid_over(self) -> tuple[str, ...]:
        """Files, folders and repositories that change a model: smaller weights, LoRAs, adapters."""
        smaller = self.quantise.split(",") if self.quantise.endswith(".gguf") else ()
        others = (weighted(one)[0] for one in (*self.lora, self.ip_adapter))
        return tuple(one for one in (*smaller, *others) if one)

    @property
    def result(self) -> str:
        """What of the options changes the result, as text for fingerprints."""
        left = {"device", "batch", "vae_tiling", "offload"}
        return self.model_dump_json(exclude_defaults=True, exclude=left)

    @property
    def read(self) -> str:
        """What of the options changes how a model is read and set up, as text for keys."""
        left = {"guidance", "true_guidance", "negative", "batch", "deterministic"}
        left |= set() if self.cache == "mag" else {"steps"}
        return self.model_dump_json(exclude_defaults=True, exclude=left)


def weighted(lora: str) -> tuple[str, float]:
    """Return the file or repository of a LoRA and its weight, 1 where none is given.

    >>> weighted("style.safetensors@0.8")
    ('style.safetensors', 0.8)
    """
    name, at, weight = lora.rpartition("@")
    if not at:
        return lora, 1.0
    try:
        return name, float(weight)
    except ValueError:
        raise ValueError(f"the weight behind @ in {lora!r} is no number") from None

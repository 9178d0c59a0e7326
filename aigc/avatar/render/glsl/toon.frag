// Two tones with a soft edge, a light around the rim, and a ring of shine on hair.
#if !SHARP
in vec4 slopes;
in float lie;
#endif

void main() {
    vec4 texel = base();
    vec3 c = texel.rgb;
#if KIND == EYE
    c *= mix(shade, vec3(1.0), 0.55 + 0.45 * lit_by_key());
#elif KIND == MOUTH
    c *= mouth_open;
#elif KIND != UNLIT && KIND != LASH && KIND != BROW
    vec4 s = slopes;
#if KIND != HAIR
    if (!gl_FrontFacing) s = -s;
#endif
    float open = smoothstep(0.10, 0.75, sky);
#if KIND == SKIN
    float t = smoothstep(-0.16, 0.02, s.x - 0.30 * (1.0 - open)) * lit_by_key();
    // light that comes through the skin warms the edge of its shade
    vec3 edge = c * vec3(1.0, 0.86, 0.82);
    c = t < 0.5 ? mix(c * shade, edge, 2.0 * t) : mix(edge, c, 2.0 * t - 1.0);
#else
    float t = smoothstep(0.02, 0.12, s.x - 0.35 * (1.0 - open));
#if KIND == HAIR
    t *= mix(0.65, 1.0, lit_by_key());
#else
    t *= lit_by_key();
#endif
    c *= mix(shade, vec3(1.0), t);
#endif
#if KIND == HAIR
    // a band across the locks where they turn from the light, ragged from lock to lock
    float lock = uv.x * 8.0;
    float own = fract(sin(floor(lock) * 12.9898) * 43758.5453);
    float jag = 0.16 * abs(fract(lock) - 0.5) + 0.07 * (own - 0.5);
    float wide = 0.085 + 0.04 * own;
    float soft = fwidth(lie) + 0.012;
    float ring = 1.0 - smoothstep(wide - soft, wide + soft, abs(lie + 0.02 - jag));
    float front = smoothstep(0.2, 0.5, s.y) * smoothstep(0.02, 0.25, s.w);
    c = mix(c, highlight, 0.55 * ring * front * mix(0.35, 1.0, t));
    c *= mix(0.86, 1.0, smoothstep(0.15, 0.7, sky));
#endif
    float edge_light = smoothstep(0.40, 0.20, s.y) * smoothstep(-0.1, 0.6, s.z) * open;
    c += rim * edge_light * (0.55 * c + 0.25);
#if KIND == GLOSSY || KIND == METAL || KIND == GLASS
    float shine = smoothstep(1.80, 1.90, s.x + s.y);
    c += 0.6 * shine;
    texel.a = max(texel.a, 0.75 * shine);
#endif
#endif
    give(min(c, vec3(1.0)), texel.a);
}

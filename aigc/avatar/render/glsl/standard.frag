// Three lights and a sky on rough or shining surfaces, strands of hair, and skin that light enters.
#if SHARP
in vec3 facing;
in vec3 to_eye;
#else
in vec3 key_light;
in vec3 other_light;
in vec4 gloss;
#endif

vec3 linear(vec3 c) {
    return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

// Colours stay as they are painted; only what is brighter than they are rolls off, towards white.
vec3 screen(vec3 c) {
    float peak = max(max(c.r, c.g), max(c.b, 1e-4));
    float over = max(peak - 0.62, 0.0);
    float kept = min(peak, 0.62) + 0.38 * over / (over + 0.38);
    c = mix(c * (kept / peak), vec3(kept), 0.4 * over / (over + 1.0));
    vec3 s = sqrt(clamp(c, 0.0, 1.0));
    return clamp(0.585122381 * s + 0.783140355 * sqrt(s) - 0.368262736 * sqrt(sqrt(s)), 0.0, 1.0);
}

#if SHARP
float shine(vec3 n, vec3 v, vec3 l, float rough) {
    vec3 h = normalize(l + v);
    float nh = max(dot(n, h), 0.0);
    float a = rough * rough;
    float d = nh * nh * (a * a - 1.0) + 1.0;
    float f = 0.04 + 0.96 * pow(1.0 - max(dot(v, h), 0.0), 5.0);
    return a * a / (3.14159 * d * d) * f * step(0.0, dot(n, l));
}

vec3 polished(vec3 a, float key, inout float alpha) {
    vec3 n = normalize(facing);
    if (!gl_FrontFacing) n = -n;
    vec3 v = normalize(to_eye);
    float open = mix(0.35, 1.0, sky);
    float rough = KIND == EYE ? min(roughness, 0.14) : roughness;
    vec3 light = KEY * key * max(dot(n, to_light), 0.0);
    light += FILL * max(dot(n, normalize(FILL_WAY)), 0.0);
    light += BACK * open * max(dot(n, normalize(BACK_WAY)), 0.0);
    light = light / 3.14159 + mix(GROUND, SKY, n.y * 0.5 + 0.5) * open;
    float spark = key * shine(n, v, to_light, rough) + 0.4 * shine(n, v, normalize(FILL_WAY), rough);
    float edge = pow(1.0 - max(dot(n, v), 0.0), 4.0);
    float room = smoothstep(-0.1, 0.9, reflect(-v, n).y) * (0.04 + edge * 0.5 + 0.5 * metallic);
    vec3 tint = mix(vec3(1.0), a * 2.5, metallic);
    spark = min(spark, 2.0);
#if KIND == GLASS
    alpha = max(alpha, min(spark * 0.6 + room * 0.6, 1.0));
#endif
    return a * (1.0 - 0.85 * metallic) * light + tint * (spark * mix(0.5, 1.0, metallic) + 0.45 * room);
}
#endif

void main() {
    vec4 texel = base();
    float alpha = texel.a;
#if KIND == UNLIT || KIND == LASH || KIND == BROW
    vec3 c = texel.rgb;
#else
    vec3 a = linear(texel.rgb);
    float key = lit_by_key();
#if SHARP
    vec3 c = polished(a, KIND == EYE ? mix(0.55, 1.0, key) : key, alpha);
#else
    vec3 tint = KIND == HAIR ? linear(highlight) : vec3(1.0);
    float open = mix(0.35, 1.0, sky);
    vec2 mirrored = (gloss.xy * key + gloss.zw) * open;
#if KIND == HAIR
    mirrored *= 0.65 + 0.7 * fract(sin(floor(uv.x * 90.0) * 91.7) * 437.5);
#else
    if (!gl_FrontFacing) key = 0.0;
#endif
#if KIND == MOUTH
    key = mix(0.55, 1.0, key);
#endif
#if KIND == SKIN
    vec3 reach = key * (1.0 + (1.0 - key) * vec3(0.9, 0.15, 0.0));
#else
    float reach = key;
#endif
    vec3 c = a * (key_light * reach + other_light) + mirrored.x + mirrored.y * tint;
#if KIND == MOUTH
    c *= mouth_open;
#endif
#endif
    c = screen(c);
#endif
    give(c, alpha);
}

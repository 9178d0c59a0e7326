// What all shadings share: texture, cut-outs, shadow, and the way a pixel is given back.
uniform sampler2D image;
uniform sampler2DShadow shadow_map;
uniform vec3 to_light;
uniform vec4 colour;
uniform vec3 shade;
uniform vec3 highlight;
uniform float rim;
uniform float roughness;
uniform float metallic;
uniform float mouth_open;
in vec3 in_light;
in vec2 uv;
in float sky;
out vec4 pixel;

float lit_by_key() {
    // strands lie within a finger's breadth of one another and would only speckle each other
    vec3 s = vec3(in_light.xy, in_light.z - (KIND == HAIR && SHADING == STANDARD ? 0.010 : 0.003));
    vec2 off = abs(s.xy - 0.5);
    float beside = smoothstep(0.44, 0.495, max(off.x, off.y));
#if SHADING == STANDARD
#if KIND == SKIN
    // a shadow on skin blurs as light spreads below it
    const float wide = 2.6;
    float sum = texture(shadow_map, s);
    sum += texture(shadow_map, s + SHADOW_BLUR * vec3(wide, wide, 0.0));
    sum += texture(shadow_map, s + SHADOW_BLUR * vec3(-wide, wide, 0.0));
    sum += texture(shadow_map, s + SHADOW_BLUR * vec3(wide, -wide, 0.0));
    sum += texture(shadow_map, s + SHADOW_BLUR * vec3(-wide, -wide, 0.0));
    return max(sum * 0.2, beside);
#else
    float sum = texture(shadow_map, s + SHADOW_BLUR * vec3(-1.4, -0.6, 0.0));
    sum += texture(shadow_map, s + SHADOW_BLUR * vec3(1.4, -0.6, 0.0));
    sum += texture(shadow_map, s + SHADOW_BLUR * vec3(0.0, 1.4, 0.0));
    return max(sum * (1.0 / 3.0), beside);
#endif
#else
    return max(smoothstep(0.25, 0.75, texture(shadow_map, s)), beside);
#endif
}

vec4 base() {
    return texture(image, uv, -0.7) * colour;
}

// Premultiplied, so that what is seen through mixes rightly with nothing behind it.
void give(vec3 rgb, float alpha) {
#if ALPHA == MASK
    if (alpha < 0.5) discard;
#endif
#if ALPHA == BLEND
    pixel = vec4(rgb * alpha, alpha);
#else
    pixel = vec4(rgb, 1.0);
#endif
}

package io.bhiv.model.biometric;

/** How an instant is written: UTC, always three decimals. */
final class WireTime {

    static final String PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSSX";

    private WireTime() {}
}

package io.bhiv.insight.ask;

/** A service whose API the page calls. */
public enum Service {
    BIOMETRIC,
    BUCKET,
    CORE,
    AUTOMATION
}

package io.bhiv.biometric.provider;

/** Types of objects of which no provider sends notices: silence says nothing about them. */
public final class WithoutNotices {

    /** For an {@code IN} of SQL. */
    public static final String TYPES = "('cycle', 'heartrate', 'interbeat_interval')";

    private WithoutNotices() {}
}

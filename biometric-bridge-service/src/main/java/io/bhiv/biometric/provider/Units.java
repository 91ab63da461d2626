package io.bhiv.biometric.provider;

/** UCUM units that several providers' fields have. */
public final class Units {

    public static final String PER_MINUTE = "/min";
    public static final String MILLISECONDS = "ms";
    public static final String SECONDS = "s";
    public static final String PERCENT = "%";
    public static final String CELSIUS = "Cel";
    public static final String SCORE = "{score}";
    public static final String STEPS = "{steps}";
    public static final String METRES = "m";
    public static final String KILOCALORIES = "kcal";
    public static final String KILOGRAMS = "kg";
    public static final String VO2_MAX = "mL/kg/min";

    private Units() {}
}

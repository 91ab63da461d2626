package io.bhiv.load.webhooks;

/** Which real webhook the bodies look like. Both are about 1.4 KB; they differ in how many events become of one. */
public enum TerraShape {
    /** A stress reading: mean RMSSD, mean heart rate and a few samples. */
    STRESS("/terra/stress.json"),
    /** A day's summary: steps, energy, heart, oxygen, strain and scores. */
    DAILY("/terra/daily.json");

    private final String resource;

    TerraShape(String resource) {
        this.resource = resource;
    }

    /** The class path place of the template. */
    String resource() {
        return resource;
    }
}

package io.bhiv.insight.ask;

import java.util.Arrays;
import java.util.Optional;

/** A service whose API the page calls. */
public enum Service {
    BIOMETRIC("biometric-bridge-service"),
    BUCKET("bucket-service"),
    CORE("core-bridge-service"),
    AUTOMATION("automation-service");

    private final String reportedAs;

    Service(String reportedAs) {
        this.reportedAs = reportedAs;
    }

    /** By the name under which it reports. */
    public static Optional<Service> named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.reportedAs.equals(name))
                .findFirst();
    }
}

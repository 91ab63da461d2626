package io.bhiv.insight.recover;

import io.bhiv.insight.ask.Service;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be sent again. */
public enum Target {
    /** Deliveries of providers that wait for something specific. */
    PARKED_DELIVERIES(Service.BIOMETRIC, "Parked deliveries of providers", "replay", true, true),
    /** Packets that used up their attempts. */
    DEAD_PACKETS(Service.BUCKET, "Dead PRANA packets", "redrive", true, false),
    /** Updates of modules that the bucket or Kafka refused. */
    PARKED_UPDATES(Service.CORE, "Refused updates of modules", "replay", false, false),
    /** Sends to BHIV Core that used up their attempts. */
    FAILED_SENDS(Service.CORE, "Failed sends to BHIV Core", "redrive", false, false),
    /** Saves to BHIV Bucket that used up their attempts. */
    FAILED_SAVES(Service.CORE, "Failed saves to BHIV Bucket", "redrive", false, false),
    /** Records of Kafka that a service could not take; each is read from its topic again. */
    RECORDS_OF_BIOMETRIC(
            Service.BIOMETRIC, "Records of Kafka parked by biometric-bridge-service", "replay", false, false),
    RECORDS_OF_BUCKET(Service.BUCKET, "Records of Kafka parked by bucket-service", "replay", false, false),
    RECORDS_OF_CORE(Service.CORE, "Records of Kafka parked by core-bridge-service", "replay", false, false),
    RECORDS_OF_AUTOMATION(Service.AUTOMATION, "Records of Kafka parked by automation-service", "replay", false, false);

    private final Service service;
    private final String title;
    private final String verb;
    private final boolean byReason;
    private final boolean byProvider;

    Target(Service service, String title, String verb, boolean byReason, boolean byProvider) {
        this.service = service;
        this.title = title;
        this.verb = verb;
        this.byReason = byReason;
        this.byProvider = byProvider;
    }

    Service service() {
        return service;
    }

    public String title() {
        return title;
    }

    public String verb() {
        return verb;
    }

    /** What rows of an intake are that were parked, or that used up their attempts; empty where none of them can be sent again from here. */
    public static Optional<Target> of(String service, String intake, boolean dead) {
        return switch (service + (dead ? " dead" : " parked")) {
            case "biometric-bridge-service parked" -> Optional.of(PARKED_DELIVERIES);
            case "bucket-service dead" -> Optional.of(DEAD_PACKETS);
            case "core-bridge-service parked" ->
                intake.equals("core-updates") || intake.startsWith("core-updates/")
                        ? Optional.of(PARKED_UPDATES)
                        : Optional.empty();
            case "core-bridge-service dead" -> ofDestination(intake);
            default -> Optional.empty();
        };
    }

    /** Records of Kafka that this service could not take. */
    public static Optional<Target> ofRecords(String service) {
        return switch (service) {
            case "biometric-bridge-service" -> Optional.of(RECORDS_OF_BIOMETRIC);
            case "bucket-service" -> Optional.of(RECORDS_OF_BUCKET);
            case "core-bridge-service" -> Optional.of(RECORDS_OF_CORE);
            case "automation-service" -> Optional.of(RECORDS_OF_AUTOMATION);
            default -> Optional.empty();
        };
    }

    private static Optional<Target> ofDestination(String intake) {
        return switch (intake) {
            case "core-deliveries" -> Optional.of(FAILED_SENDS);
            case "bucket-deliveries" -> Optional.of(FAILED_SAVES);
            default -> Optional.empty();
        };
    }

    /** Whether it can be filtered by reason. */
    boolean isByReason() {
        return byReason;
    }

    /** Whether it can be filtered by provider. */
    public boolean isByProvider() {
        return byProvider;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Target> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(target -> target.wireName().equals(name))
                .findFirst();
    }
}

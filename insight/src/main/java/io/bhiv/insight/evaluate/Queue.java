package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.TallyReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One queue: all rows that are open, however old.
 *
 * @param drainPerSecond finished per second in the last full minutes
 * @param toEmpty null where nothing waits or nothing drains
 * @param oldest age of the oldest row that waits; null where nothing waits, or its service does not report it
 * @param oldestLimit the age at which an alert is raised; null where there is none
 * @param ofLimit the age that counts for the alert, as a part of that limit; 0 where there is none
 * @param leasing its rows are handed out under leases
 * @param leased leases that are out; null where there are none by nature, or its service does not report it
 * @param countedAt when its rows were counted
 */
public record Queue(
        String service,
        String intake,
        long pending,
        long parked,
        long dead,
        double drainPerSecond,
        @Nullable Duration toEmpty,
        @Nullable Duration oldest,
        @Nullable Duration oldestLimit,
        double ofLimit,
        boolean leasing,
        @Nullable Long leased,
        Instant countedAt) {

    /**
     * As the alerts BridgeBacklogOld, BridgeUpdatesOld and BridgePacketsOld. The first is about what waits for Kafka, not about what
     * waits for a provider.
     */
    private static final Duration DELIVERY_LIMIT = Duration.ofMinutes(5);

    private static final Duration UPDATE_LIMIT = Duration.ofMinutes(5);
    private static final Duration PACKET_LIMIT = Duration.ofHours(1);
    private static final String OF_DELIVERIES = "bridge.backlog.waiting.oldest";
    private static final String PUBLISH = "publish";

    static List<Queue> of(Picture picture) {
        Readings readings = Readings.of(picture);
        return picture.reconciliations().stream()
                .map(account -> of(account, readings, drain(account, picture)))
                .toList();
    }

    private static Queue of(Reconciliation account, Readings readings, double drain) {
        String service = account.service();
        String intake = account.tally().intake();
        return switch (service) {
            case "biometric-bridge-service" -> {
                OptionalDouble toPublish = Readings.most(deliveries(readings, service, intake)
                        .filter(one -> one.label("waits_for").equals(PUBLISH)));
                yield of(
                        account,
                        drain,
                        Readings.most(deliveries(readings, service, intake)),
                        DELIVERY_LIMIT,
                        part(toPublish, DELIVERY_LIMIT),
                        false,
                        OptionalDouble.empty());
            }
            case "bucket-service" -> {
                OptionalDouble oldest = Readings.most(readings.of(service, "bridge.bucket.oldest.age"));
                yield of(
                        account,
                        drain,
                        oldest,
                        PACKET_LIMIT,
                        part(oldest, PACKET_LIMIT),
                        true,
                        Readings.most(readings.of(service, "bridge.bucket.leased")));
            }
            case "core-bridge-service" -> {
                OptionalDouble oldest = Readings.most(readings.of(service, "bridge.core.pending.oldest"));
                yield of(
                        account,
                        drain,
                        oldest,
                        UPDATE_LIMIT,
                        part(oldest, UPDATE_LIMIT),
                        false,
                        OptionalDouble.empty());
            }
            case "automation-service" ->
                of(
                        account,
                        drain,
                        Readings.most(readings.of(service, "bridge.automation.oldest")),
                        null,
                        0,
                        true,
                        Readings.most(readings.of(service, "bridge.automation.leased")));
            default -> of(account, drain, OptionalDouble.empty(), null, 0, false, OptionalDouble.empty());
        };
    }

    private static Stream<Readings.Reading> deliveries(Readings readings, String service, String intake) {
        return readings.of(service, OF_DELIVERIES)
                .filter(one -> one.label("provider").equals(intake));
    }

    private static double part(OptionalDouble seconds, Duration limit) {
        return seconds.orElse(0) / limit.toSeconds();
    }

    /** An age is past the limit at which an alert is raised. */
    public boolean late() {
        return ofLimit > 1;
    }

    private static Queue of(
            Reconciliation account,
            double drain,
            OptionalDouble oldest,
            @Nullable Duration oldestLimit,
            double ofLimit,
            boolean leasing,
            OptionalDouble leased) {
        TallyReading tally = account.tally();
        boolean idle = tally.allPending() == 0 && oldest.orElse(0) == 0;
        return new Queue(
                account.service(),
                tally.intake(),
                tally.allPending(),
                tally.allParked(),
                tally.allDead(),
                drain,
                tally.allPending() == 0 || drain == 0 ? null : Duration.ofSeconds((long) (tally.allPending() / drain)),
                idle || oldest.isEmpty() ? null : Duration.ofMillis(Math.round(oldest.getAsDouble() * 1_000)),
                oldestLimit,
                ofLimit,
                leasing,
                leased.isEmpty() ? null : (Long) Math.round(leased.getAsDouble()),
                account.countedAt());
    }

    private static double drain(Reconciliation account, Picture picture) {
        return picture.intakes().stream()
                .filter(one -> one.service().equals(account.service())
                        && one.intake().equals(account.tally().intake()))
                .mapToDouble(one -> one.recent().finishedPerSecond())
                .sum();
    }
}

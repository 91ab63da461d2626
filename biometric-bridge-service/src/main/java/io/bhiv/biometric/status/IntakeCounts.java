package io.bhiv.biometric.status;

import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.verify.Verification;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How each delivery ends, by provider. A delivery whose payload is stored in its place counts as published; notices that
 * await their fetch are pending.
 */
@ApplicationScoped
public class IntakeCounts {

    private final Map<Provider, IntakeCounters<Refusal, ParkReason>> byProvider = new EnumMap<>(Provider.class);
    private final IntakeCounters<Refusal, ParkReason> others = counters("others");

    private final Map<DropRule, Counter> byRule = new EnumMap<>(DropRule.class);

    IntakeCounts(MeterRegistry meters) {
        for (DropRule rule : DropRule.values()) {
            byRule.put(
                    rule,
                    Counter.builder("bridge.dropped")
                            .description("Deliveries and records that a rule dropped")
                            .tag("rule", rule.wireName())
                            .register(meters));
        }
        for (Provider provider : List.of(Provider.OURA, Provider.WHOOP, Provider.TERRA)) {
            byProvider.put(provider, counters(provider.wireName()).register(meters));
        }
    }

    public IntakeCounters<Refusal, ParkReason> of(Provider provider) {
        return byProvider.getOrDefault(provider, others);
    }

    /** The same by the name that stands in a row, which a newer version may have written; it counts with those that have no intake here. */
    public IntakeCounters<Refusal, ParkReason> of(String wireName) {
        return byProvider.entrySet().stream()
                .filter(one -> one.getKey().wireName().equals(wireName))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(others);
    }

    /** Deliveries, and single records of published deliveries, that a rule dropped. */
    public void dropped(DropRule rule, long count) {
        Counter counter = byRule.get(rule);
        if (counter != null && count > 0) {
            counter.increment((double) count);
        }
    }

    private static IntakeCounters<Refusal, ParkReason> counters(String intake) {
        return new IntakeCounters<>(intake, Refusal.class, ParkReason.class, DropRule.class);
    }

    /** Why a delivery is not accepted. */
    public enum Refusal implements Reason {
        MISSING,
        MALFORMED,
        UNSUPPORTED_SCHEME,
        HEADERS_DISAGREE,
        MISMATCH,
        STALE,
        FUTURE,
        TOO_SLOW,
        TOO_LARGE,
        UNSUPPORTED,
        OVERLOADED,
        STORE_UNAVAILABLE,
        FAILED,
        /** The caller closed the connection before the delivery was stored. */
        CUT;

        public static Refusal of(Verification.Reason reason) {
            return switch (reason) {
                case MISSING -> MISSING;
                case MALFORMED -> MALFORMED;
                case UNSUPPORTED_SCHEME -> UNSUPPORTED_SCHEME;
                case HEADERS_DISAGREE -> HEADERS_DISAGREE;
                case MISMATCH -> MISMATCH;
                case STALE -> STALE;
                case FUTURE -> FUTURE;
            };
        }
    }
}

package io.bhiv.insight.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.insight.evaluate.Cause;
import io.bhiv.insight.evaluate.FourNumbers;
import io.bhiv.insight.evaluate.Health;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Reconciliation;
import io.bhiv.insight.evaluate.Reported;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.TallyReading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, as JSON.
 *
 * @param at when it was true
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(
        Instant at,
        Health verdict,
        Instant since,
        String sentence,
        List<CauseView> causes,
        Numbers numbers,
        Known known,
        List<Account> accounts,
        List<Intake> intakes,
        List<Module> modules,
        List<ReplicaView> replicas,
        List<InsightEvent> events) {

    record CauseView(Health health, String sentence, Instant since, String runbook) {
        static CauseView of(Cause cause) {
            return new CauseView(cause.health(), cause.sentence(), cause.since(), cause.runbook());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Numbers(
            @JsonProperty("sync_success_percent_24h") @Nullable
            Double syncSuccess,

            @JsonProperty("avg_latency_ms_24h") @Nullable Double averageLatencyMs,
            @JsonProperty("errors_24h") long errors,
            @JsonProperty("queue_depth") double queueDepth) {
        static Numbers of(FourNumbers numbers) {
            return new Numbers(
                    orNull(numbers.syncSuccess()),
                    orNull(numbers.averageLatencyMs()),
                    numbers.errors(),
                    numbers.queueDepth());
        }
    }

    record Known(
            Instant since,
            @JsonProperty("reports_missing") long missing,
            @JsonProperty("records_unreadable") long unreadable,
            @JsonProperty("records_not_stored") long unstored,
            @JsonProperty("reading_history") boolean readingHistory) {
        static Known of(Reported reported) {
            return new Known(
                    reported.knownSince(),
                    reported.missing(),
                    reported.unreadable(),
                    reported.unstored(),
                    reported.readingHistory());
        }
    }

    record Account(String service, TallyReading tally, long difference, boolean balanced, List<String> differences) {
        static Account of(Reconciliation one) {
            return new Account(one.service(), one.tally(), one.difference(), one.isBalanced(), one.differences());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Intake(
            String service,
            String intake,
            @JsonProperty("per_second") double perSecond,
            @JsonProperty("outcomes_24h") Map<String, Long> outcomes,
            @JsonProperty("refusals_24h") Map<String, Long> refusals,
            @JsonProperty("p50_ms") @Nullable Double p50Ms,
            @JsonProperty("p95_ms") @Nullable Double p95Ms,
            @JsonProperty("p99_ms") @Nullable Double p99Ms,
            @JsonProperty("last_at") @Nullable Instant lastAt) {
        static Intake of(IntakeFigures one) {
            Latency latency = one.latency();
            return new Intake(
                    one.service(),
                    one.intake(),
                    one.perSecond(),
                    one.outcomes(),
                    one.refusals(),
                    latency == null ? null : (Double) latency.p50Ms(),
                    latency == null ? null : (Double) latency.p95Ms(),
                    latency == null ? null : (Double) latency.p99Ms(),
                    one.silence().lastAt());
        }
    }

    record Module(
            String module,
            @JsonProperty("syncs_24h") long syncs,
            @JsonProperty("avg_latency_ms_24h") double averageMs,
            @JsonProperty("last_sync") Instant last) {
        static Module of(Latency one) {
            return new Module(one.subject(), one.count(), one.averageMs(), one.last());
        }
    }

    record ReplicaView(
            String service,
            String replica,
            boolean silent,
            boolean ready,
            @JsonProperty("seen_at") Instant seenAt) {}

    static Summary of(Picture picture, Verdict verdict) {
        return new Summary(
                picture.at(),
                verdict.health(),
                verdict.since(),
                verdict.sentence(),
                verdict.causes().stream().map(CauseView::of).toList(),
                Numbers.of(picture.numbers()),
                Known.of(picture.reported()),
                picture.reconciliations().stream().map(Account::of).toList(),
                picture.intakes().stream().map(Intake::of).toList(),
                picture.modules().stream().map(Module::of).toList(),
                picture.replicas().stream()
                        .map(one -> new ReplicaView(
                                one.service(),
                                one.replica(),
                                one.isSilent(picture.at()),
                                !one.isUnready(),
                                one.seenAt()))
                        .toList(),
                picture.events());
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isEmpty() ? null : (Double) value.getAsDouble();
    }
}

package io.bhiv.insight.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.insight.evaluate.Cause;
import io.bhiv.insight.evaluate.Completeness;
import io.bhiv.insight.evaluate.Connections;
import io.bhiv.insight.evaluate.DependencyState;
import io.bhiv.insight.evaluate.Disk;
import io.bhiv.insight.evaluate.FourNumbers;
import io.bhiv.insight.evaluate.Health;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.ModuleFigures;
import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Queue;
import io.bhiv.insight.evaluate.Quota;
import io.bhiv.insight.evaluate.Reconciliation;
import io.bhiv.insight.evaluate.SetAside;
import io.bhiv.insight.evaluate.Silence;
import io.bhiv.insight.evaluate.Sync;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.insight.page.GaugeView;
import io.bhiv.insight.page.LoopView;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.TallyReading;
import java.time.Duration;
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
        @JsonProperty("not_compared") List<NotCompared> notCompared,
        List<QueueFigures> queues,
        @JsonProperty("set_aside") List<SetAsideFigures> setAside,
        List<QuotaFigures> quotas,
        List<DiskFigures> disks,
        List<Dependency> dependencies,
        List<Intake> intakes,
        List<Module> modules,
        @JsonProperty("recent_syncs") List<SyncView> syncs,
        List<SilenceFigures> silence,
        List<ConnectionFigures> connections,
        List<Loop> loops,
        List<GaugeFigure> gauges,
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
            @JsonProperty("events_of_newer_versions") long newer,
            @JsonProperty("records_not_stored") long unstored,
            @JsonProperty("reading_history") boolean readingHistory) {
        static Known of(Completeness completeness) {
            return new Known(
                    completeness.knownSince(),
                    completeness.missing(),
                    completeness.unreadable(),
                    completeness.newer(),
                    completeness.unstored(),
                    completeness.readingHistory());
        }
    }

    record Account(String service, TallyReading tally, long difference, boolean balanced, List<String> differences) {
        static Account of(Reconciliation one) {
            return new Account(one.service(), one.tally(), one.difference(), one.isBalanced(), one.differences());
        }
    }

    /** All rows that are open, however old. Without {@code oldest_s} nothing waits; without {@code oldest_limit_s} no alert has a limit. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record QueueFigures(
            String service,
            String intake,
            long pending,
            long parked,
            long dead,
            @JsonProperty("drain_per_second") double drainPerSecond,
            @JsonProperty("empty_in_s") @Nullable Long emptyInSeconds,
            @JsonProperty("oldest_s") @Nullable Double oldestSeconds,
            @JsonProperty("oldest_limit_s") @Nullable Long oldestLimitSeconds,
            boolean late,
            @Nullable Long leased) {
        static QueueFigures of(Queue one) {
            return new QueueFigures(
                    one.service(),
                    one.intake(),
                    one.pending(),
                    one.parked(),
                    one.dead(),
                    one.drainPerSecond(),
                    seconds(one.toEmpty()),
                    one.oldest() == null ? null : (Double) (one.oldest().toMillis() / 1e3),
                    seconds(one.oldestLimit()),
                    one.late(),
                    one.leased());
        }

        private static @Nullable Long seconds(@Nullable Duration duration) {
            return duration == null ? null : (Long) duration.toSeconds();
        }
    }

    /** @param state {@code dead} or {@code parked} */
    record SetAsideFigures(String service, String subject, String state, String reason, long rows) {
        static SetAsideFigures of(SetAside one) {
            return new SetAsideFigures(
                    one.service(), one.subject(), one.dead() ? "dead" : "parked", one.reason(), one.rows());
        }
    }

    /** Calls that a provider still allows in a span of time, and in all. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record QuotaFigures(
            String service,
            String provider,
            @JsonProperty("window_s") long windowSeconds,
            long left,
            @Nullable Long limit,
            @JsonProperty("used_up") boolean usedUp) {
        static QuotaFigures of(Quota one) {
            return new QuotaFigures(
                    one.service(), one.provider(), one.window().toSeconds(), one.left(), one.limit(), one.isUsedUp());
        }
    }

    /** @param disk what is written there */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DiskFigures(
            String service,
            String disk,
            @JsonProperty("free_bytes") long freeBytes,
            @JsonProperty("size_bytes") @Nullable Long sizeBytes,
            boolean low) {
        static DiskFigures of(Disk one) {
            return new DiskFigures(one.service(), one.name(), one.free(), one.size(), one.isLow());
        }
    }

    /**
     * Percentiles of the last hour.
     *
     * @param percentilesOf how many durations they are computed from; fewer than {@code timed} where some were reported by a version that
     *     does not tell how they are distributed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Intake(
            String service,
            String intake,
            @JsonProperty("per_second") double perSecond,
            @JsonProperty("outcomes_24h") Map<String, Long> outcomes,
            @JsonProperty("refusals_24h") Map<String, Long> refusals,
            @JsonProperty("parkings_24h") Map<String, Long> parkings,
            @JsonProperty("drops_24h") Map<String, Long> drops,
            @JsonProperty("p50_ms") @Nullable Double p50Ms,
            @JsonProperty("p95_ms") @Nullable Double p95Ms,
            @JsonProperty("p99_ms") @Nullable Double p99Ms,
            @JsonProperty("percentiles_of") @Nullable Long percentilesOf,
            @JsonProperty("timed_1h") long timed,
            @JsonProperty("last_at") @Nullable Instant lastAt) {
        static Intake of(IntakeFigures one) {
            Latency latency = one.latency();
            Percentiles known = latency == null ? null : latency.percentiles();
            return new Intake(
                    one.service(),
                    one.intake(),
                    one.perSecond(),
                    one.outcomes(),
                    one.refusals(),
                    one.parkings(),
                    one.drops(),
                    known == null ? null : (Double) known.p50Ms(),
                    known == null ? null : (Double) known.p95Ms(),
                    known == null ? null : (Double) known.p99Ms(),
                    known == null ? null : (Long) known.of(),
                    latency == null ? 0 : latency.count(),
                    one.silence().lastAt());
        }
    }

    /**
     * Percentiles of the last 24 hours; of fewer than {@code syncs} where some were reported without their distribution.
     *
     * @param perSecond received
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Module(
            String module,
            @JsonProperty("per_second") double perSecond,
            @JsonProperty("syncs_24h") long syncs,
            @JsonProperty("avg_latency_ms_24h") double averageMs,
            @JsonProperty("p50_ms") @Nullable Double p50Ms,
            @JsonProperty("p95_ms") @Nullable Double p95Ms,
            @JsonProperty("p99_ms") @Nullable Double p99Ms,
            @JsonProperty("percentiles_of") @Nullable Long percentilesOf,
            @JsonProperty("refusals_24h") Map<String, Long> refusals,
            @JsonProperty("parkings_24h") Map<String, Long> parkings,
            @JsonProperty("last_sync") @Nullable Instant last) {
        static Module of(ModuleFigures one) {
            Latency synced = one.synced();
            Percentiles known = synced == null ? null : synced.percentiles();
            return new Module(
                    one.module(),
                    one.receivedPerSecond(),
                    synced == null ? 0 : synced.count(),
                    synced == null ? 0 : synced.averageMs(),
                    known == null ? null : (Double) known.p50Ms(),
                    known == null ? null : (Double) known.p95Ms(),
                    known == null ? null : (Double) known.p99Ms(),
                    known == null ? null : (Long) known.of(),
                    one.refusals(),
                    one.parkings(),
                    synced == null ? null : synced.last());
        }
    }

    /** An update of a module that came lately. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SyncView(
            @JsonProperty("update_id") String id,
            String module,
            String state,
            String reason,
            @JsonProperty("received_at") Instant receivedAt,
            @JsonProperty("latency_ms") @Nullable Long latencyMs,
            @Nullable Integer sendings) {
        static SyncView of(Sync one) {
            return new SyncView(
                    one.id(),
                    one.module(),
                    one.state(),
                    one.reason(),
                    one.receivedAt(),
                    one.latency() == null ? null : (Long) one.latency().toMillis(),
                    one.sendings());
        }
    }

    /** An intake of which no account has arrived. */
    record NotCompared(String service, String intake) {
        static NotCompared of(IntakeFigures one) {
            return new NotCompared(one.service(), one.intake());
        }
    }

    /** @param p95Ms of the calls of the last minute */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Dependency(
            String service,
            String name,
            DependencyReading.State state,
            String breaker,
            @JsonProperty("next_probe") @Nullable Instant nextProbe,
            @JsonProperty("p95_ms") @Nullable Double p95Ms) {
        static Dependency of(DependencyState one) {
            DependencyReading reading = one.reading();
            return new Dependency(
                    one.service(),
                    reading.name(),
                    reading.state(),
                    reading.breaker(),
                    reading.nextProbe(),
                    one.p95Ms());
        }
    }

    /** Without {@code usual_gap_s} too little is known of what is usual. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SilenceFigures(
            String subject,
            @JsonProperty("last_at") @Nullable Instant lastAt,
            @JsonProperty("usual_gap_s") @Nullable Long usualGapSeconds,
            boolean unusual) {
        static SilenceFigures of(Silence one, Instant now) {
            return new SilenceFigures(
                    one.subject(),
                    one.lastAt(),
                    one.usualGap() == null ? null : (Long) one.usualGap().toSeconds(),
                    one.isUnusual(now));
        }
    }

    /** How many connections of people are in a state, and when the last notice of one of them came; nothing of a person. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ConnectionFigures(
            String provider,
            String state,
            long connections,
            @JsonProperty("last_notice") @Nullable Instant heardAt,
            @JsonProperty("last_change") @Nullable Instant changedAt) {
        static ConnectionFigures of(Connections one) {
            return new ConnectionFigures(
                    one.provider(), one.state(), one.connections(), one.heardAt(), one.changedAt());
        }
    }

    record Loop(
            String service,
            String replica,
            String loop,
            boolean good,
            @JsonProperty("silence_ms") long silenceMs,
            @JsonProperty("limit_ms") long limitMs,
            @JsonProperty("failures_in_a_row") int failuresInARow) {
        static Loop of(LoopView one) {
            return new Loop(
                    one.service(),
                    one.replica(),
                    one.reading().loop(),
                    one.good(),
                    one.reading().silenceMs(),
                    one.reading().limitMs(),
                    one.reading().failuresInARow());
        }
    }

    record GaugeFigure(String service, String name, String labels, double value) {
        static GaugeFigure of(GaugeView one) {
            return new GaugeFigure(one.service(), one.name(), one.labels(), one.value());
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
                Known.of(picture.completeness()),
                picture.reconciliations().stream().map(Account::of).toList(),
                picture.uncompared().stream().map(NotCompared::of).toList(),
                picture.queues().stream().map(QueueFigures::of).toList(),
                picture.setAside().stream().map(SetAsideFigures::of).toList(),
                picture.quotas().stream().map(QuotaFigures::of).toList(),
                picture.disks().stream().map(DiskFigures::of).toList(),
                picture.dependencies().stream().map(Dependency::of).toList(),
                picture.intakes().stream().map(Intake::of).toList(),
                picture.modules().stream().map(Module::of).toList(),
                picture.syncs().newest().stream().map(SyncView::of).toList(),
                picture.silences().stream()
                        .map(one -> SilenceFigures.of(one, picture.at()))
                        .toList(),
                picture.connections().stream().map(ConnectionFigures::of).toList(),
                LoopView.of(picture).stream().map(Loop::of).toList(),
                GaugeView.of(picture).stream().map(GaugeFigure::of).toList(),
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

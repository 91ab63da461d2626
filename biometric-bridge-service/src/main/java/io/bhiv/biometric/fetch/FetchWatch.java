package io.bhiv.biometric.fetch;

import io.bhiv.biometric.connection.Applications;
import io.bhiv.biometric.fetch.FetchState.Application;
import io.bhiv.biometric.fetch.FetchState.Polled;
import io.bhiv.biometric.fetch.FetchState.Silence;
import io.bhiv.biometric.fetch.FetchState.Waiting;
import io.bhiv.biometric.provider.WithoutNotices;
import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Counts what is still to be read and how many calls are left, every fifteen seconds, so that alerts can use it. The figures are the
 * database's: the same on every replica. One that cannot be read is absent, never that of before, and the others go on.
 */
@ApplicationScoped
public class FetchWatch {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));
    private static final double NONE_LEFT = 0;

    private static final String OBJECTS = """
            SELECT t.provider, CASE WHEN c.state = 'ACTIVE' THEN coalesce(t.reason, 'due') ELSE 'no_connection' END AS reason,
                   count(*) AS objects,
                   extract(epoch FROM biometric.fetch_clock() - min(t.noticed_at))::float8 AS oldest
            FROM biometric.fetch_task t LEFT JOIN biometric.connection c USING (connection_id)
            GROUP BY 1, 2 ORDER BY 1, 2
            """;

    /** Those of connections that are not ACTIVE wait for the person to connect again, and no quota would help them. */
    static final String POLLS = """
            SELECT p.provider, count(*) FILTER (WHERE c.state = 'ACTIVE' AND p.backfill_until >= p.backfill_from) AS backfilling,
                   count(*) FILTER (WHERE c.state = 'ACTIVE' AND p.due_at < biometric.fetch_clock() - interval '1 hour') AS overdue
            FROM biometric.fetch_poll p LEFT JOIN biometric.connection c USING (connection_id)
            GROUP BY 1 ORDER BY 1
            """;

    private static final String APPLICATIONS = """
            SELECT provider, subscriptions_missing, subscriptions_end_at,
                   greatest(0, extract(epoch FROM greatest(paused_until, biometric.fetch_clock()) - biometric.fetch_clock()))::float8
                     AS paused
            FROM biometric.fetch_application ORDER BY 1
            """;

    private static final String SILENCE = """
            SELECT provider, object_type, extract(epoch FROM biometric.fetch_clock() - max(heard_at))::float8 AS seconds
            FROM biometric.fetch_poll WHERE object_type NOT IN %s GROUP BY 1, 2 ORDER BY 1, 2
            """.formatted(WithoutNotices.TYPES);

    private final Pool pool;
    private final CallBudget budget;
    private final Applications applications;
    private final Clock clock;
    private final Figure<List<Waiting>> waiting;
    private final Figure<List<Polled>> polls;
    private final Figure<List<CallBudget.Left>> left;
    private final Figure<List<Application>> subscribed;
    private final Figure<List<Silence>> silent;
    private final MultiGauge objects;
    private final MultiGauge oldest;
    private final MultiGauge backfilling;
    private final MultiGauge overdue;
    private final MultiGauge quota;
    private final MultiGauge quotaLimit;
    private final MultiGauge silence;
    private final MultiGauge missing;
    private final MultiGauge ends;

    FetchWatch(Pool pool, CallBudget budget, Applications applications, Clock clock, MeterRegistry meters) {
        this.pool = pool;
        this.budget = budget;
        this.applications = applications;
        this.clock = clock;
        this.waiting = new Figure<>(this::objects, this::showObjects);
        this.polls = new Figure<>(this::polls, this::showPolls);
        this.left = new Figure<>(this::left, this::showQuota);
        this.subscribed = new Figure<>(this::applications, this::showSubscriptions);
        this.silent = new Figure<>(this::silence, this::showSilence);
        this.objects = gauge(meters, "bridge.fetch.objects", "Objects still to be read, by what holds them up");
        this.oldest = gauge(meters, "bridge.fetch.oldest.seconds", "Age of the oldest notice whose object is not read");
        this.backfilling = gauge(meters, "bridge.fetch.backfilling", "Types of connections whose past is not read yet");
        this.overdue = gauge(meters, "bridge.fetch.polls.overdue", "Polls that should have been made an hour ago");
        this.quota = gauge(meters, "bridge.fetch.quota.left", "Calls left of each limit of a provider");
        this.quotaLimit = gauge(meters, "bridge.fetch.quota.limit", "Calls that each limit of a provider allows");
        this.silence = gauge(meters, "bridge.fetch.silence.seconds", "Time since the last notice of a type");
        this.missing = gauge(meters, "bridge.fetch.subscriptions.missing", "Subscriptions that should be there");
        this.ends = gauge(meters, "bridge.fetch.subscriptions.end.seconds", "Time until the first subscription ends");
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String what) {
        return MultiGauge.builder(name).description(what).register(meters);
    }

    void start(@Observes StartupEvent started, Housekeeping housekeeping) {
        if (!applications.providers().isEmpty()) {
            housekeeping.start("fetch-watch", RHYTHM, this::turn);
        }
    }

    /** Our applications, as they were found last; none where that is not known. */
    List<Application> lastApplications() {
        return subscribed.now().orElse(List.of());
    }

    Uni<Step> turn() {
        return Figure.readAll(waiting, polls, left, subscribed, silent).replaceWith(Step.IDLE);
    }

    /** As it is now. */
    public Uni<FetchState> state() {
        return Uni.combine()
                .all()
                .unis(objects(), polls(), left(), applications(), silence())
                .with(FetchState::new);
    }

    private Uni<List<Waiting>> objects() {
        return rows(OBJECTS, row -> new Waiting(row.getString(0), row.getString(1), row.getLong(2), row.getDouble(3)));
    }

    private Uni<List<Polled>> polls() {
        return rows(POLLS, row -> new Polled(row.getString(0), row.getLong(1), row.getLong(2)));
    }

    private Uni<List<Application>> applications() {
        return rows(APPLICATIONS, FetchWatch::application);
    }

    private Uni<List<Silence>> silence() {
        return rows(SILENCE, row -> new Silence(row.getString(0), row.getString(1), row.getDouble(2)));
    }

    private static Application application(io.vertx.mutiny.sqlclient.Row row) {
        OffsetDateTime end = row.getOffsetDateTime("subscriptions_end_at");
        return new Application(
                row.getString("provider"),
                row.getDouble("paused"),
                row.getInteger("subscriptions_missing"),
                end == null ? null : end.toInstant());
    }

    private Uni<List<CallBudget.Left>> left() {
        List<Uni<List<CallBudget.Left>>> each =
                applications.providers().stream().map(budget::left).toList();
        return each.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join()
                        .all(each)
                        .andFailFast()
                        .map(all -> all.stream().flatMap(List::stream).toList());
    }

    private <T> Uni<List<T>> rows(String statement, Function<io.vertx.mutiny.sqlclient.Row, T> reading) {
        return pool.query(statement)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(reading)
                        .toList());
    }

    /** Providers, reasons and types are ours, so the tags are bounded. */
    private void showObjects(Optional<List<Waiting>> found) {
        show(objects, found, one -> tags(one.provider()).and("reason", one.reason()), one -> (double) one.objects());
        show(oldest, found, one -> tags(one.provider()).and("reason", one.reason()), Waiting::oldestSeconds);
    }

    private void showPolls(Optional<List<Polled>> found) {
        show(backfilling, found, one -> tags(one.provider()), one -> (double) one.backfilling());
        show(overdue, found, one -> tags(one.provider()), one -> (double) one.overdue());
    }

    private void showQuota(Optional<List<CallBudget.Left>> found) {
        show(quota, found, one -> tags(one.provider()).and("window", one.window()), one -> (double) one.calls());
        show(quotaLimit, found, one -> tags(one.provider()).and("window", one.window()), one -> (double) one.limit());
    }

    private void showSubscriptions(Optional<List<Application>> found) {
        Optional<List<Application>> counted = found.map(all ->
                all.stream().filter(one -> one.subscriptionsMissing() != null).toList());
        show(missing, counted, one -> tags(one.provider()), FetchWatch::missing);
        show(ends, counted, one -> tags(one.provider()), this::secondsToEnd);
    }

    private void showSilence(Optional<List<Silence>> found) {
        show(silence, found, one -> tags(one.provider()).and("type", one.type()), Silence::seconds);
    }

    private static double missing(Application one) {
        return one.subscriptionsMissing() == null ? 0 : one.subscriptionsMissing();
    }

    private double secondsToEnd(Application one) {
        return one.subscriptionsEndAt() == null
                ? NONE_LEFT
                : Duration.between(clock.instant(), one.subscriptionsEndAt()).toSeconds();
    }

    private static Tags tags(String provider) {
        return Tags.of("provider", provider);
    }

    private static <T> void show(
            MultiGauge gauge, Optional<List<T>> all, Function<T, Tags> tags, Function<T, Double> value) {
        gauge.register(
                all.orElse(List.of()).stream()
                        .map(one -> Row.of(tags.apply(one), value.apply(one)))
                        .toList(),
                true);
    }
}

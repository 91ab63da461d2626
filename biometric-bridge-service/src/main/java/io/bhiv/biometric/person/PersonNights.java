package io.bhiv.biometric.person;

import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.normalise.NormaliseConfig;
import io.bhiv.biometric.publish.FiredTrigger;
import io.bhiv.biometric.publish.TriggerOutbox;
import io.bhiv.biometric.trigger.ArrivalText;
import io.bhiv.biometric.trigger.PersonalTriggers;
import io.bhiv.biometric.trigger.TriggerConfig;
import io.bhiv.kit.log.SafeFailure;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.trigger.Evaluation;
import io.bhiv.trigger.NightResult;
import io.bhiv.trigger.PersonState;
import io.bhiv.trigger.TriggerEngine;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.night.Rejection;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Parameters.Fixed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Evaluates people's nights: claim → load → trigger engine → store memory and triggers, in one transaction. */
@ApplicationScoped
public class PersonNights {

    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);
    private static final LoopSettings COUNTING = new LoopSettings(Duration.ofSeconds(30), Duration.ofSeconds(20));
    private static final int ARRIVALS_AT_ONCE = 500;
    /** Some megabytes of arrivals. */
    private static final long PAGES_AT_ONCE = 1_000;

    private static final int LOOKS_IN_A_TURN = 8;
    /** Characters that are kept of a person on whom our code fails: some hundred measurements. */
    private static final int KEPT = 64 << 10;

    private final Pool pool;
    private final TriggerConfig config;
    private final String tenant;
    private final TriggerOutbox outbox;
    private final TriggerEngine engine;
    private final MeterRegistry meters;
    private final Counter nights;
    private final Counter failures;
    private final Counter forgotten;
    private volatile double left = Double.NaN;
    /** The page at which the next turn goes on to look at what arrived. */
    private volatile long page;

    PersonNights(
            Pool pool, TriggerConfig config, NormaliseConfig normalise, TriggerOutbox outbox, MeterRegistry meters) {
        this.pool = pool;
        this.config = config;
        this.tenant = normalise.tenant();
        this.outbox = outbox;
        this.engine = new TriggerEngine(config.mode(), parameters(config.hrv()));
        this.meters = meters;
        Gauge.builder("bridge.people.left", this, loop -> loop.left)
                .description("People whose state a newer version wrote, and who are evaluated by its replicas alone")
                .register(meters);
        this.nights = Counter.builder("bridge.nights.evaluated")
                .description("Nights of people that were evaluated")
                .register(meters);
        this.failures = Counter.builder("bridge.people.failed")
                .description("People whose evaluation our code failed on, each time")
                .register(meters);
        this.forgotten = Counter.builder("bridge.people.arrivals.forgotten")
                .description(
                        "Measurements of people whose evaluation keeps failing that were too many to keep; the newest are kept")
                .register(meters);
    }

    /** The limits that are configured; what is no measurement stays so. */
    private static Parameters parameters(TriggerConfig.Hrv hrv) {
        Fixed usual = Parameters.DEFAULTS.fixed();
        return Parameters.DEFAULTS.withFixed(
                new Fixed(hrv.criticalBelow(), hrv.highBelow(), usual.nothingAtOrBelow(), usual.nothingAbove()));
    }

    void start(@Observes StartupEvent started, BackgroundLoops loops, Housekeeping housekeeping) {
        if (config.mode() != Mode.FIXED) {
            LoopSettings rhythm = new LoopSettings(config.people().interval(), LONGEST_TURN);
            loops.start("people", rhythm, () -> turn().replaceWith(Step.IDLE));
            housekeeping.start(
                    "people-of-newer-versions", COUNTING, () -> countLeft().replaceWith(Step.IDLE));
        }
    }

    /** During a rolling update some are left for a while; for longer, no replica of the newer version runs. */
    Uni<Long> countLeft() {
        return pool.query(PersonSql.LEFT)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .invoke(found -> {
                    if (found > 0 && !(left > 0)) {
                        Log.warnf("Skipping people whose state was written by a newer version [people=%d]", found);
                    }
                    left = found;
                })
                .onFailure()
                .invoke(() -> left = Double.NaN);
    }

    /** Evaluates people of whom something arrived, and whose night closes; answers how many. */
    public Uni<Integer> turn() {
        return meet(LOOKS_IN_A_TURN)
                .chain(looked -> pool.withTransaction(connection -> claim(connection, looked)
                        .chain(claimed -> claimed.isEmpty()
                                ? Uni.createFrom().item(0)
                                : evaluate(connection, looked, claimed).replaceWith(claimed.size()))));
    }

    /** Rows of arrivals, and whose they are. */
    private record Looked(List<String> places, List<String> people) {}

    /** Looks until somebody is found or the last page was seen, and no further than so many times. */
    private Uni<Looked> meet(int looks) {
        long from = page;
        return pool.preparedQuery(PersonSql.MEET)
                .execute(Tuple.of(ARRIVALS_AT_ONCE, from, from + PAGES_AT_ONCE))
                .chain(rows -> {
                    long pages = rows.iterator().next().getLong("pages");
                    Looked looked = looked(rows);
                    if (rows.size() < ARRIVALS_AT_ONCE) {
                        page = from + PAGES_AT_ONCE < pages ? from + PAGES_AT_ONCE : 0;
                    }
                    return looked.places().isEmpty() && page > 0 && looks > 1
                            ? meet(looks - 1)
                            : Uni.createFrom().item(looked);
                });
    }

    private Looked looked(Iterable<Row> rows) {
        List<String> places = new ArrayList<>();
        Set<String> people = new LinkedHashSet<>();
        for (Row row : rows) {
            String person = row.getString("subject_id");
            if (person != null
                    && (people.contains(person)
                            || people.size() < config.people().atOnce())) {
                people.add(person);
                places.add(row.getString("place"));
            }
        }
        return new Looked(places, List.copyOf(people));
    }

    /**
     * A person whose row is locked.
     *
     * @param kept what arrived and was not evaluated because our code failed on the person
     * @param at by PostgreSQL's clock
     * @param usable false until the pause after a failure is over
     */
    private record Claimed(
            String subjectId, PersonState state, String kept, Instant at, boolean usable, boolean connected) {}

    private Uni<List<Claimed>> claim(SqlConnection connection, Looked looked) {
        return connection
                .preparedQuery(PersonSql.CLAIM)
                .execute(Tuple.of(
                        looked.people().toArray(String[]::new), config.people().atOnce()))
                .map(rows -> {
                    List<Claimed> claimed = new ArrayList<>();
                    rows.forEach(row -> claimed.add(new Claimed(
                            row.getString("subject_id"),
                            new PersonState(row.getBuffer("state").getBytes()),
                            row.getString("kept"),
                            row.getOffsetDateTime("at").toInstant(),
                            row.getBoolean("usable"),
                            row.getBoolean("connected"))));
                    return claimed;
                });
    }

    /** What arrived of one person: the places of the rows, and what of them may be evaluated. */
    private record Arrived(List<String> places, List<String> texts) {

        static Arrived nothing() {
            return new Arrived(new ArrayList<>(), new ArrayList<>());
        }
    }

    private Uni<Void> evaluate(SqlConnection connection, Looked looked, List<Claimed> claimed) {
        String[] people = claimed.stream().map(Claimed::subjectId).toArray(String[]::new);
        return connection
                .preparedQuery(PersonSql.ARRIVED)
                .execute(Tuple.of(looked.places().toArray(String[]::new), people))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(rows -> {
                    Map<String, Arrived> arrived = new HashMap<>();
                    rows.forEach(row -> add(row, arrived));
                    return evaluate(claimed, arrived);
                })
                .chain(evaluated -> save(connection, evaluated).invoke(() -> count(evaluated)));
    }

    /** What was measured through a connection that has ended is taken away, and no rule is given it. */
    private static void add(Row row, Map<String, Arrived> arrived) {
        Arrived of = arrived.computeIfAbsent(row.getString("subject_id"), first -> Arrived.nothing());
        of.places().add(row.getString("place"));
        if (row.getBoolean("connected")) {
            of.texts().add(row.getString("arrivals"));
        }
    }

    /**
     * What is stored of a person.
     *
     * @param due when a night closes; empty for never
     */
    private record Person(String subjectId, PersonState state, String due) {}

    /**
     * What is kept of a person who is not evaluated for now.
     *
     * @param forgotten older lines that were too many
     */
    private record Kept(String subjectId, String arrivals, long forgotten) {

        static Kept newest(String subjectId, String all) {
            String newest = ArrivalText.newest(all, KEPT);
            return new Kept(
                    subjectId, newest, all.lines().count() - newest.lines().count());
        }
    }

    /** What a turn found, sorted by what must be written. */
    private record Evaluated(
            List<Person> people,
            List<String> places,
            List<FiredTrigger> triggers,
            List<SuppressedFiring> suppressed,
            List<NightResult> nights,
            List<Rejection> rejected,
            List<Kept> failed,
            List<Kept> pausing,
            List<String> ofNewerVersions) {

        static Evaluated nothing() {
            return new Evaluated(
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }

    private Evaluated evaluate(List<Claimed> claimed, Map<String, Arrived> arrived) {
        Evaluated found = Evaluated.nothing();
        for (Claimed person : claimed) {
            if (person.state().isNewer()) {
                found.ofNewerVersions().add(person.subjectId());
                continue;
            }
            Arrived of = arrived.getOrDefault(person.subjectId(), Arrived.nothing());
            String all = Stream.concat(Stream.of(person.kept()), of.texts().stream())
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining("\n"));
            found.places().addAll(of.places());
            if (person.usable()) {
                evaluate(person, all, found);
            } else {
                found.pausing().add(Kept.newest(person.subjectId(), all));
            }
        }
        return found;
    }

    private void evaluate(Claimed person, String arrivals, Evaluated into) {
        if (!person.connected()) {
            // Nobody is evaluated who is not connected: open nights rest until the person comes back.
            into.people().add(new Person(person.subjectId(), person.state(), ""));
            return;
        }
        try {
            Evaluation evaluation =
                    engine.advance(person.subjectId(), person.state(), ArrivalText.read(arrivals), person.at());
            List<FiredTrigger> fired = evaluation.nights().stream()
                    .flatMap(night -> fired(night, person.at()))
                    .toList();
            into.triggers().addAll(fired);
            evaluation.nights().stream()
                    .flatMap(night -> suppressed(night, person.at()))
                    .forEach(into.suppressed()::add);
            into.nights().addAll(evaluation.nights());
            into.rejected().addAll(evaluation.rejected());
            into.people()
                    .add(new Person(
                            person.subjectId(),
                            evaluation.state(),
                            evaluation.nextDue().map(Instant::toString).orElse("")));
        } catch (RuntimeException ourMistake) {
            // One person on whom our code fails must not hold up the others.
            Log.errorf(
                    "A person's nights could not be evaluated and are tried again later [cause=%s]",
                    SafeFailure.describe(ourMistake));
            into.failed().add(Kept.newest(person.subjectId(), arrivals));
        }
    }

    private Stream<FiredTrigger> fired(NightResult night, Instant at) {
        return night.outcomes().stream().flatMap(outcome -> switch (outcome) {
            case Outcome.Notified(Trigger trigger) -> Stream.of(fired(trigger, at));
            case Outcome.Noted(Trigger trigger) -> Stream.of(fired(trigger, at));
            case Outcome.Suppressed suppressed -> Stream.empty();
        });
    }

    private static Stream<SuppressedFiring> suppressed(NightResult night, Instant at) {
        return night.outcomes().stream()
                .filter(Outcome.Suppressed.class::isInstance)
                .map(outcome -> SuppressedFiring.of((Outcome.Suppressed) outcome, at));
    }

    private FiredTrigger fired(Trigger trigger, Instant at) {
        HealthTrigger published = PersonalTriggers.published(trigger, tenant, at);
        return new FiredTrigger(
                published.triggerId(),
                published.subjectId(),
                published.tenantId(),
                published.rule(),
                published.severity(),
                at,
                EventJson.bytes(published));
    }

    private Uni<Void> save(SqlConnection connection, Evaluated found) {
        Tuple values = new Columns<>(found.people())
                .texts(Person::subjectId)
                .bytes(person -> person.state().bytes())
                .texts(Person::due)
                .and(new Columns<>(found.places()).texts(place -> place))
                .and(new Columns<>(found.triggers())
                        .uuids(FiredTrigger::triggerId)
                        .texts(FiredTrigger::subjectId)
                        .texts(FiredTrigger::tenantId)
                        .texts(FiredTrigger::rule)
                        .texts(trigger -> trigger.severity().name())
                        .times(FiredTrigger::firedAt)
                        .bytes(FiredTrigger::body))
                .and(new Columns<>(found.suppressed())
                        .texts(SuppressedFiring::subjectId)
                        .texts(firing -> firing.night().toString())
                        .texts(SuppressedFiring::rule)
                        .texts(SuppressedFiring::severity)
                        .texts(SuppressedFiring::reason)
                        .texts(firing -> firing.openedOn().toString())
                        .texts(SuppressedFiring::explanation)
                        .times(SuppressedFiring::evaluatedAt))
                .tuple();
        return connection
                .preparedQuery(PersonSql.SAVE)
                .execute(values)
                .chain(() -> later(connection, found.failed(), config.people().retryPause()))
                .chain(() -> later(connection, found.pausing(), Duration.ZERO))
                .chain(() -> leave(connection, found.ofNewerVersions()));
    }

    /** One who reads the format evaluates them, with all that has arrived. */
    private static Uni<Void> leave(SqlConnection connection, List<String> people) {
        return people.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(PersonSql.LEAVE)
                        .execute(Tuple.of(people.toArray(String[]::new)))
                        .replaceWithVoid();
    }

    private static Uni<Void> later(SqlConnection connection, List<Kept> people, Duration pause) {
        return people.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(PersonSql.LATER)
                        .execute(new Columns<>(people)
                                .texts(Kept::subjectId)
                                .texts(Kept::arrivals)
                                .value(pause.toMillis())
                                .tuple())
                        .replaceWithVoid();
    }

    private void count(Evaluated found) {
        nights.increment(found.nights().size());
        failures.increment(found.failed().size());
        long lines = Stream.concat(found.failed().stream(), found.pausing().stream())
                .mapToLong(Kept::forgotten)
                .sum();
        if (lines > 0) {
            forgotten.increment((double) lines);
            Log.warnf("Older measurements of people whose evaluation keeps failing were not kept [lines=%d]", lines);
        }
        found.rejected()
                .forEach(rejection -> Counter.builder("bridge.people.arrivals.rejected")
                        .description("Measurements that no rule that knows the person was given")
                        .tag("reason", rejection.reason().wireName())
                        .register(meters)
                        .increment());
        found.suppressed()
                .forEach(firing -> meters.counter("bridge.triggers.suppressed", "reason", firing.reason())
                        .increment());
        if (!found.triggers().isEmpty()) {
            outbox.nudge();
        }
    }
}

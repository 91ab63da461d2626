package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Two replicas of each service on one database, each service behind a balancer, with the claims and leases that are shipped. The first
 * replica of each runs on the tables of the version before, the second one migrates them.
 */
final class RollingSystem implements AutoCloseable {

    private static final Duration GOES_ON = Duration.ofSeconds(15);

    private static final Duration DRAINED = Duration.ofSeconds(30);

    private static final Map<String, String> SETTINGS = Map.of(
            "BRIDGE_STOP_DELAY", "2S",
            // Less than runs wait for their second attempt, so that there is something to hand over.
            "AUTOMATION_STOP_GRACE", "1S");

    private static final Pattern FAULT =
            Pattern.compile("\\S+ (ERROR|FATAL) .*|\\tat .*|Caused by: .*|Exception in .*");

    private static final Map<Place, String> OLDEST = Map.of(
            Place.BIOMETRIC, oldest("received_at", "biometric.outstanding"),
            Place.BUCKET, oldest("received_at", "bucket.packet_outbox"),
            Place.CORE, oldest("accepted_at", "core.pending_update WHERE published_at IS NULL"));

    /** In seconds: below the claims of 45, 15 and 40 s, with room for a busy machine. */
    private static final Map<Place, Double> LONGEST =
            Map.of(Place.BIOMETRIC, 20.0, Place.BUCKET, 10.0, Place.CORE, 20.0);

    private final FaultStage stage;
    private final Path folder;
    private final Map<Place, List<ServiceProcess>> replicas = new EnumMap<>(Place.class);
    private final Map<Place, Balancer> balancers = new EnumMap<>(Place.class);
    private final Map<Place, Subject> subjects = new EnumMap<>(Place.class);
    private final List<RssProbe> memory = new ArrayList<>();
    private final List<Duration> stops = new ArrayList<>();
    private @Nullable LongestWait waits;

    private RollingSystem(FaultStage stage) throws IOException {
        this.stage = stage;
        this.folder = Files.createTempDirectory("bridge-rolling-");
    }

    /** The first replicas at work on the tables of the version before. */
    static RollingSystem onThePreviousSchema(List<Place> places, long seed) throws IOException {
        System.out.println("The load is that of [fault.seed=" + seed + "]");
        RollingSystem system = new RollingSystem(FaultStage.open());
        try {
            system.begin(places, seed);
            return system;
        } catch (IOException | RuntimeException | AssertionError e) {
            system.close();
            throw e;
        }
    }

    private void begin(List<Place> places, long seed) throws IOException {
        AutomationSubject automation = places.contains(Place.AUTOMATION) ? new AutomationSubject(stage) : null;
        for (Place place : places) {
            PreviousSchema.of(place, stage);
            Map<String, String> settings = new HashMap<>(SETTINGS);
            if (automation != null) {
                settings.put(
                        "AUTOMATION_CONFIG", automation.jobsThatWait(folder).toString());
            }
            Map<String, String> first = new HashMap<>(settings);
            first.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
            // It stands for the version before, which needs no newer tables.
            first.put("QUARKUS_FLYWAY_SQL_MIGRATION_PREFIX", "none");
            List<ServiceProcess> both = List.of(stage.prepared(place, first), stage.prepared(place, settings));
            replicas.put(place, both);
            Balancer balancer = Balancer.inFrontOf(both);
            balancers.put(place, balancer);
            subjects.put(place, subject(place, balancer, automation));
        }
        if (places.contains(Place.BUCKET)) {
            watchLeases();
        }
        startAll(0);
        waits = new LongestWait(stage, queries(places));
        subjects.forEach((place, subject) -> subject.begin(both(place), seed));
        subjects.keySet().forEach(this::awaitProgress);
    }

    private Subject subject(Place place, Balancer balancer, @Nullable AutomationSubject automation) {
        return switch (place) {
            case BIOMETRIC -> new BiometricSubject(stage, replica -> Duration.ZERO, balancer);
            case BUCKET -> new BucketSubject(stage, balancer);
            case CORE -> new CoreSubject(stage, balancer);
            case AUTOMATION -> Objects.requireNonNull(automation);
            case POSTGRES, KAFKA, REDIS -> throw new IllegalArgumentException(place + " is no service");
        };
    }

    private void start(ServiceProcess replica) {
        replica.start();
        synchronized (memory) {
            memory.add(RssProbe.watching(replica.handle()));
        }
    }

    private void startAll(int replica) {
        replicas.values().parallelStream().forEach(both -> start(both.get(replica)));
        replicas.forEach((place, both) -> awaitSentTo(place, both.get(replica)));
    }

    /** The second replicas migrate while the first ones go on, on tables that change under their hands. */
    void migrate() throws IOException {
        for (Place place : replicas.keySet()) {
            assertThat(PreviousSchema.isNewest(place, stage))
                    .as("%s is on the schema before", place)
                    .isFalse();
        }
        startAll(1);
        for (Place place : replicas.keySet()) {
            assertThat(PreviousSchema.isNewest(place, stage))
                    .as("%s is migrated", place)
                    .isTrue();
            awaitProgress(place);
        }
    }

    /** One replica after the other is stopped and started again, while the other one works. */
    void restartEach(Place place) {
        for (ServiceProcess replica : both(place)) {
            long began = System.nanoTime();
            replica.stop();
            stops.add(Duration.ofNanos(System.nanoTime() - began));
            awaitProgress(place);
            start(replica);
            awaitSentTo(place, replica);
            awaitProgress(place);
        }
    }

    private void awaitProgress(Place place) {
        Subject subject = subject(place);
        int before = subject.progress();
        await(place.label() + " goes on").atMost(GOES_ON).until(() -> subject.progress() > before + 1);
    }

    private void awaitSentTo(Place place, ServiceProcess replica) {
        Balancer balancer = balancers.get(place);
        await(place.label() + " is found ready")
                .atMost(GOES_ON)
                .until(() -> balancer != null && balancer.sendsTo(replica));
    }

    /** Ends the load and asks what became of it; returns rows for the document. */
    List<String> nothingWasLost(String fault) {
        subjects.values().forEach(Subject::close);
        if (subjects.get(Place.AUTOMATION) instanceof AutomationSubject automation) {
            runsWereHandedOver(automation);
        }
        Map<Place, Subject.Findings> findings = new EnumMap<>(Place.class);
        subjects.forEach((place, subject) -> {
            await(place.label() + " drains")
                    .atMost(DRAINED)
                    .pollInterval(Duration.ofMillis(250))
                    .untilAsserted(subject::assertDrained);
            findings.put(place, subject.findings());
        });
        findings.forEach((place, found) -> System.out.printf(
                "  %s: %d acknowledged, %d cut or 503, %d sent again%n",
                place.label(), found.acknowledged().size(), found.repeats(), found.sentAgain()));
        Map<String, Double> longest = waits == null ? Map.of() : waits.seconds();
        System.out.printf("  stopped within %s, waited at most %s s%n", stops, longest);
        List<String> faults = faults();
        faults.forEach(line -> System.out.println("  " + line));

        findings.forEach((place, found) -> {
            Invariants.nothingWasLostOrDoubled(place.label(), found);
            assertThat(found.repeats())
                    .as("%s: refused, cut or 503", place.label())
                    .isZero();
            assertThat(found.sentAgain()).as("%s: sent twice", place.label()).isZero();
        });
        balancers.values().forEach(balancer -> assertThat(balancer.breaches()).isEmpty());
        assertThat(longest.keySet())
                .isEqualTo(queries(List.copyOf(subjects.keySet())).keySet());
        longest.forEach((place, seconds) -> assertThat(seconds)
                .as("seconds that %s let anything wait for Kafka", place)
                .isLessThan(LONGEST.getOrDefault(Place.valueOf(place), 0.0)));
        if (subjects.containsKey(Place.BUCKET)) {
            assertThat(stage.column("SELECT seq FROM audit.left_lease"))
                    .as("leases that nobody ended")
                    .isEmpty();
        }
        assertThat(faults).as("errors and stack traces").isEmpty();
        double peak = memory.stream().mapToDouble(RssProbe::peakMib).max().orElse(0);
        assertThat(peak).as("MiB of the largest process").isLessThan(Invariants.MEMORY_MIB);
        List<String> rows = new ArrayList<>();
        findings.forEach((place, found) -> rows.add(Invariants.row(fault, subject(place), found, peak)));
        return rows;
    }

    private void runsWereHandedOver(AutomationSubject automation) {
        assertThat(automation.handedOver()).isNotEmpty();
        assertThat(automation.calledTooOften()).isEmpty();
        assertThat(stage.column("SELECT DISTINCT state FROM automation.run WHERE job IN ('tick', 'again')"))
                .isSubsetOf("due", "waiting", "running", "succeeded");
    }

    private List<String> faults() {
        return replicas.values().stream()
                .flatMap(List::stream)
                .flatMap(replica -> replica.log()
                        .lines()
                        .filter(line -> FAULT.matcher(line).matches())
                        .map(line -> replica.name() + ": " + line))
                .toList();
    }

    /** Notes every claim of a packet whose former lease was not ended by a report. */
    private void watchLeases() {
        stage.execute("CREATE SCHEMA audit");
        stage.execute("CREATE TABLE audit.left_lease (seq bigint, former uuid, latter uuid)");
        stage.execute("""
                CREATE FUNCTION audit.note_left_lease() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO audit.left_lease VALUES (NEW.seq, OLD.lease_id, NEW.lease_id);
                    RETURN NULL;
                END $$""");
        stage.execute("""
                CREATE TRIGGER left_lease AFTER UPDATE ON bucket.packet_state FOR EACH ROW
                WHEN (OLD.lease_id <> NEW.lease_id)
                EXECUTE FUNCTION audit.note_left_lease()""");
    }

    private static Map<String, String> queries(List<Place> places) {
        Map<String, String> queries = new HashMap<>();
        OLDEST.forEach((place, query) -> {
            if (places.contains(place)) {
                queries.put(place.name(), query);
            }
        });
        return queries;
    }

    private static String oldest(String since, String from) {
        return "SELECT coalesce(extract(epoch FROM now() - min(%s)), 0)::float8::text FROM %s".formatted(since, from);
    }

    private List<ServiceProcess> both(Place place) {
        return replicas.getOrDefault(place, List.of());
    }

    private Subject subject(Place place) {
        return Objects.requireNonNull(subjects.get(place));
    }

    @Override
    public void close() {
        balancers.values().forEach(Balancer::close);
        if (waits != null) {
            waits.close();
        }
        memory.forEach(RssProbe::close);
        stage.close();
    }
}

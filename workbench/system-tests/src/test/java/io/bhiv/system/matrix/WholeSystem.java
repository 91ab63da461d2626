package io.bhiv.system.matrix;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** All four services on one stage, at work. Close ends everything and removes all data. */
final class WholeSystem implements AutoCloseable {

    /** Shorter than outside a test: when a killed consumer is dropped, when sweepers and breakers try again. */
    private static final Map<String, String> QUICK = Map.ofEntries(
            Map.entry("KAFKA_SESSION_TIMEOUT_MS", "6000"),
            Map.entry("KAFKA_HEARTBEAT_INTERVAL_MS", "2000"),
            Map.entry("BRIDGE_KAFKA_REQUEST_TIMEOUT", "2S"),
            Map.entry("BRIDGE_KAFKA_DELIVERY_TIMEOUT", "4S"),
            Map.entry("BRIDGE_KAFKA_BREAKER_OPEN_FOR", "3S"),
            Map.entry("BRIDGE_CORE_JOURNAL_GRACE", "6S"),
            Map.entry("BRIDGE_BIOMETRIC_JOURNAL_NUDGE_CLAIM", "2S"),
            Map.entry("BRIDGE_BIOMETRIC_JOURNAL_SWEEP_CLAIM", "6S"),
            Map.entry("AUTOMATION_LEASE", "5S"));

    private final FaultStage stage;
    private final Path folder;
    private final List<Subject> subjects = new ArrayList<>();
    private final Map<Place, List<ServiceProcess>> replicas = new EnumMap<>(Place.class);
    private final Map<ServiceProcess, Duration> clocks = new HashMap<>();
    private final Map<ServiceProcess, Integer> started = new HashMap<>();
    private final List<RssProbe> memory = new ArrayList<>();

    /** What a replica is given beyond the usual. */
    interface Settings {

        Map<String, String> of(FaultStage stage, Place place) throws IOException;

        /** By how much its clock is ahead. */
        default Duration clockAhead() {
            return Duration.ZERO;
        }
    }

    private WholeSystem(FaultStage stage) throws IOException {
        this.stage = stage;
        stage.redis().start();
        folder = Files.createTempDirectory("bridge-matrix-");
    }

    /**
     * Started, under load, and past the first answers of every service.
     *
     * @param more settings of each replica, in order, one replica for each
     */
    static WholeSystem atWork(long seed, List<Settings> more) throws IOException {
        return atWork(FaultStage.open(), seed, more);
    }

    /** One replica of each service on a stage that closes with it. */
    static WholeSystem atWork(FaultStage stage, long seed) throws IOException {
        return atWork(stage, seed, List.of((all, place) -> Map.of()));
    }

    private static WholeSystem atWork(FaultStage stage, long seed, List<Settings> more) throws IOException {
        System.out.println("The load is that of [fault.seed=" + seed + "]");
        WholeSystem system = new WholeSystem(stage);
        try {
            system.start(seed, more);
            return system;
        } catch (IOException | RuntimeException | AssertionError e) {
            system.close();
            throw e;
        }
    }

    /** One replica of each service. */
    static WholeSystem atWork(long seed) throws IOException {
        return atWork(seed, List.of((stage, place) -> Map.of()));
    }

    FaultStage stage() {
        return stage;
    }

    private void start(long seed, List<Settings> more) throws IOException {
        AutomationSubject automation = new AutomationSubject(stage);
        subjects.addAll(List.of(
                new BiometricSubject(stage, this::clockBehind, UnaryOperator.identity()),
                new BucketSubject(stage, UnaryOperator.identity()),
                new CoreSubject(stage, UnaryOperator.identity()),
                automation));
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.put("AUTOMATION_CONFIG", automation.jobs(folder).toString());
        for (Place place : Place.services()) {
            List<ServiceProcess> all = new ArrayList<>();
            for (Settings one : more) {
                Map<String, String> own = new HashMap<>(settings);
                own.putAll(one.of(stage, place));
                ServiceProcess replica = stage.prepared(place, own);
                clocks.put(replica, one.clockAhead());
                all.add(replica);
            }
            replicas.put(place, all);
        }
        // The first replicas make the schema and the topics.
        for (int i = 0; i < more.size(); i++) {
            int replica = i;
            together(replicas.values().stream()
                    .<Runnable>map(all -> () -> all.get(replica).start())
                    .toList());
        }
        watch();
        subjects.forEach(subject -> subject.begin(replicas(subject.place()), seed));
        awaitProgress();
    }

    private static void together(List<Runnable> actions) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(actions.stream()
                            .map(action -> CompletableFuture.runAsync(action, threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    /** Watches every process that runs now: its memory, and its log from here on. */
    void watch() {
        services().forEach(service -> {
            memory.add(RssProbe.watching(service.handle()));
            started.put(service, service.log().length());
        });
    }

    /** What it logged since it was last watched; a start on a busy machine is no fault of its event loop. */
    String logAtWork(ServiceProcess service) {
        return service.log().substring(started.getOrDefault(service, 0));
    }

    List<ServiceProcess> services() {
        return replicas.values().stream().flatMap(List::stream).toList();
    }

    private List<ServiceProcess> replicas(Place place) {
        return replicas.getOrDefault(place, List.of());
    }

    /** By how much; zero where it is right or ahead. */
    private Duration clockBehind(ServiceProcess replica) {
        Duration ahead = clocks.getOrDefault(replica, Duration.ZERO);
        return ahead.isNegative() ? ahead.negated() : Duration.ZERO;
    }

    ServiceProcess service(Place place) {
        return replicas(place).getFirst();
    }

    /** The replica with this number of every service, counted from 0. */
    List<ServiceProcess> replicas(int number) {
        return replicas.values().stream().map(all -> all.get(number)).toList();
    }

    List<ServiceProcess> servicesBut(ServiceProcess one) {
        return services().stream().filter(service -> service != one).toList();
    }

    List<Subject> subjects() {
        return subjects;
    }

    /** The most that one process had in memory, in MiB. */
    double peakMib() {
        return memory.stream().mapToDouble(RssProbe::peakMib).max().orElse(0);
    }

    /** Every service acknowledges something new. */
    void awaitProgress() {
        for (Subject subject : subjects) {
            int before = subject.progress();
            await(subject.place().label() + " goes on")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> subject.progress() > before + 1);
        }
    }

    /** Lets everybody work for a time. */
    static void letRun(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        await().atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> System.nanoTime() >= until);
    }

    @Override
    public void close() {
        memory.forEach(RssProbe::close);
        stage.close();
    }
}

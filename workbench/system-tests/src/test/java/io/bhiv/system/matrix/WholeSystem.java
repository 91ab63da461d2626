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
    private final List<RssProbe> memory = new ArrayList<>();

    /** What a replica is given beyond the usual. */
    interface Settings {

        Map<String, String> of(FaultStage stage, Place place);
    }

    private WholeSystem() throws IOException {
        stage = FaultStage.open();
        stage.redis().start();
        folder = Files.createTempDirectory("bridge-matrix-");
    }

    /**
     * Started, under load, and past the first answers of every service.
     *
     * @param more settings of each replica, in order, one replica for each
     */
    static WholeSystem atWork(long seed, List<Settings> more) throws IOException {
        WholeSystem system = new WholeSystem();
        system.start(seed, more);
        return system;
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
        subjects.addAll(
                List.of(new BiometricSubject(stage), new BucketSubject(stage), new CoreSubject(stage), automation));
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.put("AUTOMATION_CONFIG", automation.jobs(folder).toString());
        for (Place place : Place.services()) {
            List<ServiceProcess> all = new ArrayList<>();
            for (Settings one : more) {
                Map<String, String> own = new HashMap<>(settings);
                own.putAll(one.of(stage, place));
                all.add(stage.prepared(place, own));
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

    /** Of every process that runs now. */
    void watch() {
        services().forEach(service -> memory.add(RssProbe.watching(service.handle())));
    }

    List<ServiceProcess> services() {
        return replicas.values().stream().flatMap(List::stream).toList();
    }

    private List<ServiceProcess> replicas(Place place) {
        return replicas.getOrDefault(place, List.of());
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

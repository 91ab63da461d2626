package io.bhiv.stage.backend;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node (broker and KRaft controller) inside this JVM.
 *
 * <p>Protocol: construct, {@link #start()}, then any number of {@link #stop()} and {@code start()} on the same port and
 * log, and {@link #close()} at the end, which removes a temporary log. Topics are never made by accident:
 * {@code auto.create.topics.enable} is off, as it should be wherever it matters. All methods block.
 */
public final class EmbeddedKafkaBroker implements AutoCloseable {

    public static final String HOST = "localhost";
    private static final String CONTROLLER = "CONTROLLER";
    private static final int NODE = 1;
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(30);
    private static final Duration FAILED_LIMIT = Duration.ofSeconds(3);
    private static final int MOST_WAITS = 10;

    /** How often a broker of this JVM wanted to end the JVM. */
    private static final AtomicLong HALTS = new AtomicLong();

    static {
        // A broker whose disk is full halts its process. Ours must not take this JVM, and whatever else it runs, with
        // it.
        Exit.setHaltProcedure(EmbeddedKafkaBroker::halt);
        Exit.setExitProcedure(EmbeddedKafkaBroker::halt);
    }

    private static void halt(int status, @Nullable String message) {
        HALTS.incrementAndGet();
        throw new IllegalStateException("Kafka ended itself with status " + status + ": " + message);
    }

    private final KafkaOptions options;
    private final DataFolder folder;
    private final int port;
    private final int controllerPort;
    private @Nullable KafkaRaftServer running;
    private long haltsBefore;

    public EmbeddedKafkaBroker(KafkaOptions options) {
        this.options = options;
        this.folder = DataFolder.of(options.folder(), "kafka");
        this.port = FreePort.orAny(options.port());
        this.controllerPort = FreePort.forItself();
    }

    /** Starts it, formatting the log folder the first time; does nothing where it runs already. */
    public synchronized EmbeddedKafkaBroker start() {
        if (running != null) {
            return this;
        }
        folder.create();
        KafkaRaftServer server = null;
        try {
            formatOnce();
            haltsBefore = HALTS.get();
            server = new KafkaRaftServer(KafkaConfig.fromProps(brokerConfig(), false), Time.SYSTEM);
            startUp(server);
            running = server;
            return this;
        } catch (Exception e) {
            if (server != null) {
                server.shutdown();
            }
            throw new IllegalStateException("Kafka did not start on port " + port, e);
        }
    }

    /** Kafka finds classes of its own by the thread's loader, which in a Quarkus test knows them a second time. */
    private static void startUp(KafkaRaftServer server) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaRaftServer.class.getClassLoader());
        try {
            server.startup();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Stops it cleanly; producers and consumers see their connections end. Log and port stay ours. */
    public synchronized void stop() {
        boolean failed = hasFailed();
        KafkaRaftServer server = running;
        running = null;
        if (server == null) {
            return;
        }
        // A broker that ended itself may never come to the end of its shutdown.
        Thread ending = Thread.ofPlatform().daemon().name("kafka-shutdown").start(() -> {
            server.shutdown();
            server.awaitShutdown();
        });
        try {
            boolean ended = ending.join(failed ? FAILED_LIMIT : SHUTDOWN_LIMIT);
            // One that ended itself waits for minutes for parts of its own that are gone: an interrupt ends such a
            // wait.
            for (int wait = 0; !ended && wait < MOST_WAITS; wait++) {
                ending.interrupt();
                ended = ending.join(FAILED_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it ended itself, for example because its disk is full; {@link #stop()} and {@link #start()} bring it back. */
    public synchronized boolean hasFailed() {
        return running != null && HALTS.get() > haltsBefore;
    }

    /** Stops it and removes a temporary log. */
    @Override
    public void close() {
        stop();
        folder.removeIfTemporary();
    }

    public synchronized boolean isRunning() {
        return running != null;
    }

    public int port() {
        return port;
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    public Path logDirectory() {
        return folder.path().resolve("log");
    }

    private void formatOnce() throws Exception {
        if (Files.exists(logDirectory().resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE)
                .addDirectory(logDirectory().toString())
                .setMetadataLogDirectory(logDirectory().toString())
                .setControllerListenerName(CONTROLLER)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setHasDynamicQuorum(false)
                .run();
    }

    private Properties brokerConfig() {
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE));
        config.put("listeners", "CLIENTS://" + bootstrapServers() + ",CONTROLLER://" + HOST + ":" + controllerPort);
        config.put("advertised.listeners", "CLIENTS://" + bootstrapServers());
        config.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("inter.broker.listener.name", "CLIENTS");
        config.put("controller.listener.names", CONTROLLER);
        config.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        config.put("log.dirs", logDirectory().toString());
        config.put("auto.create.topics.enable", "false");
        config.put("num.partitions", "10");
        smallForOneNode(config);
        config.putAll(options.settings());
        return config;
    }

    /** One node on a laptop: internal topics without replicas, few threads, small buffers, no waiting for more members. */
    private static void smallForOneNode(Properties config) {
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "5");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "2");
        config.put("share.coordinator.state.topic.replication.factor", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("group.min.session.timeout.ms", "1000");
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "4");
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        config.put("log.index.size.max.bytes", "1048576");
        config.put("log.segment.bytes", "134217728");
    }
}

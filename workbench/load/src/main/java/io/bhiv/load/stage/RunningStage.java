package io.bhiv.load.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The stack that {@code ./bridge up} started on this machine. Its data stays, so its figures also tell of what was there before.
 * Addresses come from the environment where set, else they are the local stack's.
 */
public final class RunningStage implements Stage {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("BRIDGE_BIOMETRIC_PORT", "8889"),
            Map.entry("BRIDGE_BUCKET_PORT", "3000"),
            Map.entry("BRIDGE_CORE_PORT", "8000"),
            Map.entry("BRIDGE_AUTOMATION_PORT", "8010"),
            Map.entry("BRIDGE_PG_HOST", "localhost"),
            Map.entry("BRIDGE_PG_PORT", "15432"),
            Map.entry("BRIDGE_PG_DATABASE", "bridge"),
            Map.entry("BRIDGE_PG_USER", "bridge"),
            Map.entry("BRIDGE_PG_PASSWORD", "fake-development-password-postgres"),
            Map.entry("KAFKA_BOOTSTRAP_SERVERS", "localhost:19092"),
            Map.entry("TERRA_WEBHOOK_SECRET", "fake-development-secret-terra"));

    private final UnaryOperator<String> environment;

    public RunningStage() {
        this(System::getenv);
    }

    RunningStage(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    @Override
    public InetSocketAddress service(String module, Map<String, String> ignored) throws IOException {
        String noun = module.substring(0, module.indexOf('-'));
        int port = Integer.parseInt(variable("BRIDGE_" + noun.toUpperCase(java.util.Locale.ROOT) + "_PORT"));
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> processes = new LinkedHashMap<>();
        for (String module :
                new String[] {"biometric-bridge-service", "bucket-service", "core-bridge-service", "automation-service"
                }) {
            ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .commandLine()
                            .orElse("")
                            .contains(module + "/target/quarkus-app/quarkus-run.jar"))
                    .findFirst()
                    .ifPresent(process -> processes.put(module, process));
        }
        processes.put("generator", ProcessHandle.current());
        return processes;
    }

    @Override
    public String kafkaServers() {
        return variable("KAFKA_BOOTSTRAP_SERVERS");
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://" + variable("BRIDGE_PG_HOST") + ":" + variable("BRIDGE_PG_PORT") + "/"
                + variable("BRIDGE_PG_DATABASE") + "?user=" + variable("BRIDGE_PG_USER") + "&password="
                + variable("BRIDGE_PG_PASSWORD");
    }

    @Override
    public String variable(String name) {
        String value = environment.apply(name);
        String known = value == null ? DEFAULTS.get(name) : value;
        if (known == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return known;
    }

    @Override
    public void close() {
        // Whoever started the stack stops it.
    }
}

package io.bhiv.stack.status;

import io.bhiv.stage.layout.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stack's state for people. */
public final class StatusReport {

    private StatusReport() {}

    public static List<String> lines(StackState state) {
        List<String> lines = new ArrayList<>();
        if (state.stack().isEmpty()) {
            lines.add("No stack is running. ./bridge up starts one.");
            return lines;
        }
        lines.add("BHIV Bridge is %s (pid %d, since %s)"
                .formatted(state.state(), state.stack().get().pid(), state.since()));
        lines.addAll(pageLines(state));
        lines.addAll(endpointLines(state));
        notReady(state).ifPresent(lines::add);
        lines.add("");
        lines.add("  data  " + state.dataFolder());
        lines.add("  logs  " + state.logFolder());
        if (!state.developmentSecrets().isEmpty()) {
            lines.add("");
            lines.add("Development values in use (set the variable to use your own):");
            state.developmentSecrets().forEach((name, value) -> lines.add("  " + name + "=" + value));
        }
        return lines;
    }

    /** Where a person looks first. */
    public static List<String> pageLines(StackState state) {
        return state.endpoint(Place.CORE.label())
                .map(core -> List.of("", "  Open " + core.address() + "/insight to see all of it at work", ""))
                .orElse(List.of());
    }

    /** One line each: name, state, address, process. */
    public static List<String> endpointLines(StackState state) {
        List<String> lines = new ArrayList<>();
        state.endpoints().forEach(one -> lines.add(line(one)));
        state.notStarted().forEach((name, reason) -> lines.add("  %-26s %-10s %s".formatted(name, "off", reason)));
        return lines;
    }

    private static Optional<String> notReady(StackState state) {
        List<String> names = state.endpoints().stream()
                .filter(one -> !one.state().equals("ready"))
                .map(Endpoint::name)
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("NOT READY: " + String.join(", ", names) + "; ./bridge logs NAME shows why");
    }

    private static String line(Endpoint one) {
        var process = one.process();
        String who = process != null ? "pid " + process.pid() : withoutProcess(one);
        String restarts = one.restarts() > 0 ? ", restarted " + one.restarts() + "x" : "";
        return "  %-26s %-10s %-24s %s%s".formatted(one.name(), one.state(), one.address(), who, restarts);
    }

    private static String withoutProcess(Endpoint one) {
        return switch (one.kind()) {
            case "service" -> "no process";
            case "backend" -> one.data() == null ? "external" : "in the stack's process";
            default -> "in the stack's process";
        };
    }

    /** What to try next with a stack that is up. */
    public static List<String> whatToTry(StackState state) {
        List<String> lines = new ArrayList<>();
        lines.add("Try in another terminal:");
        if (state.endpoint(Place.BIOMETRIC.label()).isPresent()) {
            lines.add(
                    "  ./bridge simulate terra --hrv 20   a signed webhook: its events and the trigger as they come off Kafka");
            lines.add(
                    "  ./bridge simulate oura --hrv 20    a person's consent, a night at Oura, its events and the trigger");
        }
        if (state.endpoint(Place.BUCKET.label()).isPresent()) {
            lines.add("  ./bridge simulate prana --users 50  learners at work: a packet each, every five seconds");
        }
        if (state.endpoint(Place.CORE.label()).isPresent()) {
            lines.add("  ./bridge simulate modules          updates of four modules, synchronised to the bucket");
        }
        lines.add("  ./bridge status                    what runs where, and the development secrets in use");
        lines.add("  ./bridge down                      stop everything; the data stays");
        return lines;
    }
}

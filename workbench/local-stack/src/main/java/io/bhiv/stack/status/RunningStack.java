package io.bhiv.stack.status;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the stack that keeps its state in the given folders, and looks at it as it is now. */
public record RunningStack(StackFolders folders) {

    /** The state that a running stack wrote last; empty where none runs, whatever is in the file. */
    public Optional<StackState> recorded() {
        return new StateFile(folders.stateFile())
                .read()
                .filter(state -> state.stack().map(process -> process.lives()).orElse(false));
    }

    /** The recorded state of the stack that a command needs; refused in one line where none runs. */
    public StackState required() {
        return recorded().orElseThrow(() -> new BadSetting("No stack is up here; ./bridge up starts one.", null));
    }

    /**
     * The address of a part of the stack that a command needs: what the environment says, for a stack that was not started here, else
     * what the stack recorded; refused in one line where it does not run.
     */
    public String requiredAddress(Place place) {
        return Settings.ofEnvironment().value(place.urlVariable()).orElseGet(() -> recordedAddress(place));
    }

    private String recordedAddress(Place place) {
        return required()
                .endpoint(place.label())
                .map(Endpoint::address)
                .orElseThrow(() -> new BadSetting("The stack runs without " + place.label(), null));
    }

    /** The same, with every endpoint asked just now; {@code stopped} where no stack lives. */
    public StackState now() {
        Probe probe = new Probe();
        return recorded()
                .map(state -> judged(
                        state,
                        state.endpoints().parallelStream()
                                .map(one -> one.withState(ask(probe, one)))
                                .toList()))
                .orElseGet(this::stopped);
    }

    /** A stack that is up is ready or degraded by what its endpoints answer now, whatever it recorded when it came up. */
    private static StackState judged(StackState recorded, List<Endpoint> asked) {
        boolean isUp = recorded.state().equals("ready") || recorded.state().equals("degraded");
        boolean allReady = asked.stream().allMatch(one -> one.state().equals("ready"));
        return recorded.with(isUp ? (allReady ? "ready" : "degraded") : recorded.state(), asked);
    }

    private static String ask(Probe probe, Endpoint endpoint) {
        return switch (endpoint.kind()) {
            case "service" -> probe.service(endpoint.address());
            default -> probe.port(hostOf(endpoint.address()), endpoint.port());
        };
    }

    private static String hostOf(String address) {
        String withoutScheme = address.substring(address.indexOf("//") < 0 ? 0 : address.indexOf("//") + 2);
        return withoutScheme.substring(0, withoutScheme.indexOf(':'));
    }

    private StackState stopped() {
        return new StackState(
                "stopped",
                "",
                false,
                Optional.empty(),
                folders.data().toString(),
                folders.logs().toString(),
                List.of(),
                Map.of(),
                Map.of());
    }
}

package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.status.StackState;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The control of a simulated provider that runs in the stack; what it refuses is a {@link BadSetting}. */
record SimulatorControl(Wearable wearable, String address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The one that is named; refused where it does not run. */
    static SimulatorControl of(Wearable wearable) {
        StackState state = stack();
        return running(state)
                .filter(one -> one.wearable() == wearable)
                .findFirst()
                .orElseThrow(() -> notRunning(state, wearable.label()));
    }

    static boolean isRunning(Wearable wearable) {
        return running(stack()).anyMatch(one -> one.wearable() == wearable);
    }

    /** All that run; refused where none does. */
    static List<SimulatorControl> all() {
        StackState state = stack();
        List<SimulatorControl> running = running(state).toList();
        if (running.isEmpty()) {
            throw notRunning(state, Wearable.OURA.label(), Wearable.WHOOP.label());
        }
        return running;
    }

    private static StackState stack() {
        return new RunningStack(StackFolders.ofThisProcess()).required();
    }

    private static Stream<SimulatorControl> running(StackState state) {
        return Arrays.stream(Wearable.values())
                .flatMap(wearable -> state.endpoint(wearable.label()).stream()
                        .map(endpoint -> new SimulatorControl(wearable, endpoint.address())));
    }

    private static BadSetting notRunning(StackState state, String... names) {
        String reasons = Arrays.stream(names)
                .map(name -> name + " (" + state.notStarted().getOrDefault(name, "not started") + ")")
                .collect(Collectors.joining(", "));
        return new BadSetting("The stack runs without the simulated " + reasons, null);
    }

    static ObjectNode body() {
        return JSON.createObjectNode();
    }

    /** The answer's body; an empty object where it has none. */
    JsonNode call(String method, String what, ObjectNode body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/control/" + what))
                .timeout(LIMIT)
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            JsonNode said = answer.body().isEmpty() ? body() : JSON.readTree(answer.body());
            if (answer.statusCode() >= 400) {
                throw new BadSetting(
                        wearable.label() + ": " + said.path("detail").asText(), null);
            }
            return said;
        }
    }
}

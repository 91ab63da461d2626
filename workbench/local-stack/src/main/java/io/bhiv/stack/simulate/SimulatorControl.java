package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stack.status.Endpoint;
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
import java.util.ArrayList;
import java.util.List;

/** The control of a simulated provider that runs in the stack; what it refuses is a {@link BadSetting}. */
record SimulatorControl(Wearable wearable, String address) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** The one that is named; refused where it does not run. */
    static SimulatorControl of(Wearable wearable) {
        return running().stream()
                .filter(one -> one.wearable() == wearable)
                .findFirst()
                .orElseThrow(() -> new BadSetting("The stack runs without " + wearable.label() + howToStart(), null));
    }

    static boolean isRunning(Wearable wearable) {
        return running().stream().anyMatch(one -> one.wearable() == wearable);
    }

    /** All that run; refused where none does. */
    static List<SimulatorControl> all() {
        List<SimulatorControl> running = running();
        if (running.isEmpty()) {
            throw new BadSetting("The stack runs without oura and whoop" + howToStart(), null);
        }
        return running;
    }

    private static List<SimulatorControl> running() {
        StackState state = new RunningStack(StackFolders.ofThisProcess()).required();
        List<SimulatorControl> running = new ArrayList<>();
        for (Wearable wearable : Wearable.values()) {
            state.endpoint(wearable.label())
                    .map(Endpoint::address)
                    .ifPresent(address -> running.add(new SimulatorControl(wearable, address)));
        }
        return running;
    }

    private static String howToStart() {
        return "; ./bridge up --with oura --with whoop starts them";
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

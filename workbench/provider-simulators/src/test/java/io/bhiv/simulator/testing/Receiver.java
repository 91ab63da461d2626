package io.bhiv.simulator.testing;

import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.http.SimulatorServer;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Takes webhooks and answers handshakes. */
public final class Receiver implements AutoCloseable {

    private final List<Request> notices = new CopyOnWriteArrayList<>();
    private final List<Request> handshakes = new CopyOnWriteArrayList<>();
    private final SimulatorServer server = SimulatorServer.start(0, this::handle, line -> {});
    private volatile int status = 200;
    private volatile Function<String, String> challenge = sent -> sent;

    public URI address() {
        return URI.create(server.address() + "/hook?app=1");
    }

    /** From now on answers notices so. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    /** From now on answers a handshake with what this makes of the challenge. */
    public void challenge(Function<String, String> answer) {
        challenge = answer;
    }

    public List<Request> notices() {
        return notices;
    }

    public List<Request> handshakes() {
        return handshakes;
    }

    /** {@code data_type.event_type} or {@code type} of what came. */
    public List<String> types() {
        return notices.stream()
                .map(one -> Json.read(one.body()).orElseThrow())
                .map(body -> body.has("type")
                        ? body.path("type").asText()
                        : body.path("data_type").asText() + "."
                                + body.path("event_type").asText())
                .toList();
    }

    private Answer handle(Request request) {
        if (request.method().equals("GET")) {
            handshakes.add(request);
            String sent = request.query().first("challenge").orElse("");
            return Answer.json(200, Json.object().put("challenge", challenge.apply(sent)));
        }
        notices.add(request);
        return Answer.empty(status);
    }

    @Override
    public void close() {
        server.close();
    }
}

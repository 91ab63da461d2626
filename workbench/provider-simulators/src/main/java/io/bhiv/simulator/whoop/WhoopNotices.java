package io.bhiv.simulator.whoop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Person;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.notice.Notice;
import io.bhiv.simulator.notice.NoticeSender;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** Every address that is set up gets every notice of the people who are connected. */
final class WhoopNotices {

    private final NoticeSender sender;
    private final Predicate<String> connected;
    private volatile List<URI> targets = List.of();

    WhoopNotices(NoticeSender sender, Predicate<String> connected) {
        this.sender = sender;
        this.connected = connected;
    }

    void to(List<URI> addresses) {
        targets = List.copyOf(addresses);
    }

    /** {@code id} is that of the sleep also where the type is about its recovery. */
    void send(Person person, String type, String id, Instant due) {
        if (!connected.test(person.name())) {
            return;
        }
        ObjectNode body = Json.object()
                .put("user_id", person.whoopId())
                .put("id", id)
                .put("type", type)
                .put("trace_id", UUID.randomUUID().toString());
        for (URI target : targets) {
            sender.send(new Notice(target, Json.bytes(body), type), due);
        }
    }
}

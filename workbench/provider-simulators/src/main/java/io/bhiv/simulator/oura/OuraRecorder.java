package io.bhiv.simulator.oura;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.document.Document;
import io.bhiv.play.document.OuraDocuments;
import io.bhiv.play.person.Day;
import io.bhiv.play.person.History;
import io.bhiv.simulator.http.Json;
import io.bhiv.simulator.notice.Notice;
import io.bhiv.simulator.notice.NoticeSender;
import io.bhiv.simulator.people.RecordedDay;
import io.bhiv.simulator.people.Recorder;
import io.bhiv.simulator.state.ObjectStore;
import io.bhiv.simulator.state.StoredObject;
import io.bhiv.simulator.state.Switches;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Keeps the documents of recorded days and sends a notice for each that came, changed or went, where somebody subscribed to it. */
final class OuraRecorder implements Recorder {

    private static final DateTimeFormatter EVENT_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    private final Clock clock;
    private final ObjectStore objects;
    private final Subscriptions subscriptions;
    private final NoticeSender notices;
    private final Switches switches;
    private final Predicate<String> connected;

    OuraRecorder(
            Clock clock,
            ObjectStore objects,
            Subscriptions subscriptions,
            NoticeSender notices,
            Switches switches,
            Predicate<String> connected) {
        this.clock = clock;
        this.objects = objects;
        this.subscriptions = subscriptions;
        this.notices = notices;
        this.switches = switches;
        this.connected = connected;
    }

    @Override
    public void recorded(History history, RecordedDay day, boolean announced) {
        OuraDocuments oura = new OuraDocuments(history.person());
        String person = history.person().name();
        if (objects.list(person, "ring_configuration", Instant.MAX).isEmpty()) {
            Document ring = oura.ringConfiguration(day.day(), day.version());
            objects.put(new StoredObject(person, ring, Instant.MIN, null));
        }
        for (Document document : oura.of(day.day(), day.version())) {
            Optional<StoredObject> before = objects.stored(person, document.collection(), document.id());
            if (before.filter(one -> saysTheSame(one.document().body(), document.body()))
                    .isPresent()) {
                continue;
            }
            boolean isNew = before.isEmpty();
            Instant visible = announced && isNew ? clock.instant().plus(switches.hidden()) : Instant.MIN;
            objects.put(new StoredObject(
                    person, document, before.map(StoredObject::visibleFrom).orElse(visible), null));
            if (announced) {
                announce(history, document, isNew ? "create" : "update");
            }
        }
    }

    @Override
    public void deleted(History history, RecordedDay before, Day after) {
        OuraDocuments oura = new OuraDocuments(history.person());
        List<String> staying =
                oura.of(after, before.version()).stream().map(Document::id).toList();
        for (Document document : oura.of(before.day(), before.version())) {
            if (!staying.contains(document.id())
                    && objects.remove(history.person().name(), document.collection(), document.id())) {
                announce(history, document, "delete");
            }
        }
    }

    private void announce(History history, Document document, String eventType) {
        String dataType = OuraCollections.dataType(document.collection());
        Optional<URI> callback = subscriptions.callback(new Subscription.Subject(dataType, eventType));
        if (callback.isEmpty() || !connected.test(history.person().name())) {
            return;
        }
        Instant now = clock.instant();
        ObjectNode body = Json.object()
                .put("event_type", eventType)
                .put("data_type", dataType)
                .put("object_id", document.id())
                .put("event_time", EVENT_TIME.format(now.atOffset(ZoneOffset.UTC)))
                .put("user_id", history.person().ouraId().toString());
        notices.send(new Notice(callback.get(), Json.bytes(body), dataType + "." + eventType), now);
    }

    /** Apart from the version and why it was made. */
    private static boolean saysTheSame(ObjectNode one, ObjectNode other) {
        return content(one).equals(content(other));
    }

    private static ObjectNode content(ObjectNode document) {
        ObjectNode content = document.deepCopy();
        content.remove(List.of("meta", "sleep_analysis_reason"));
        return content;
    }
}

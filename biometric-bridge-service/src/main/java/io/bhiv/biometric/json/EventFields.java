package io.bhiv.biometric.json;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Coding;
import io.bhiv.model.biometric.Connection;
import io.bhiv.model.biometric.Device;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.Provenance;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Series;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Subject;
import java.io.IOException;
import java.util.Map;

/** The fields of a {@link BiometricEvent}, in the order of its schema. */
final class EventFields {

    private EventFields() {}

    static void write(BiometricEvent event, Fields document) throws IOException {
        document.object(json -> {
            json.text("schemaVersion", event.schemaVersion());
            json.text("eventId", event.eventId().toString());
            json.text("idempotencyKey", event.idempotencyKey());
            json.number("revision", event.revision());
            json.word("operation", event.operation());
            json.word("eventKind", event.eventKind());
            json.text("tenantId", event.tenantId());
            json.object("subject", part -> subject(event.subject(), part));
            json.text("metric", event.metric().wireName());
            json.text("providerMetric", event.providerMetric());
            json.objects("coding", event.coding(), EventFields::coding);
            json.numberOrNull("value", event.value());
            json.text("unit", event.unit());
            json.word("valueStatus", event.valueStatus());
            json.word("statistic", event.statistic());
            json.word("context", event.context());
            json.object("effective", part -> effective(event.effective(), part));
            optional(event, json);
        });
    }

    private static void optional(BiometricEvent event, Fields json) throws IOException {
        Series series = event.series();
        if (series != null) {
            json.object("series", part -> series(series, part));
        }
        Session session = event.session();
        if (session != null) {
            json.object("session", part -> session(session, part));
        }
        Quality quality = event.quality();
        if (quality != null) {
            json.object("quality", part -> quality(quality, part));
        }
        json.object("provenance", part -> provenance(event.provenance(), part));
        Connection connection = event.connection();
        if (connection != null) {
            json.object("connection", part -> connection(connection, part));
        }
        Map<String, Object> extensions = event.extensions();
        if (extensions != null) {
            json.object("extensions", part -> part.attributes(extensions));
        }
    }

    private static void subject(Subject subject, Fields json) throws IOException {
        json.text("subjectId", subject.subjectId());
        json.text("connectionId", subject.connectionId());
        json.text("providerUserId", subject.providerUserId());
        json.text("referenceId", subject.referenceId());
    }

    private static void coding(Coding coding, Fields json) throws IOException {
        json.text("system", coding.system());
        json.text("code", coding.code());
        json.text("display", coding.display());
    }

    private static void effective(Effective effective, Fields json) throws IOException {
        json.instant("start", effective.start());
        json.instant("end", effective.end());
        json.text("zoneOffset", effective.zoneOffset());
        json.text(
                "localDate",
                effective.localDate() == null ? null : effective.localDate().toString());
        json.word("zoneSource", effective.zoneSource());
    }

    private static void series(Series series, Fields json) throws IOException {
        json.instant("start", series.start());
        json.number("intervalSeconds", series.intervalSeconds());
        json.numbers("offsetsSeconds", series.offsetsSeconds());
        json.numbers("values", series.values());
    }

    private static void session(Session session, Fields json) throws IOException {
        json.text("sessionId", session.sessionId());
        json.text("cycleId", session.cycleId());
        json.truth("isNap", session.isNap());
        json.text("type", session.type());
        json.objects("stages", session.stages(), (stage, fields) -> fields.attributes(stage));
    }

    private static void quality(Quality quality, Fields json) throws IOException {
        json.text("scoreState", quality.scoreState());
        json.truth("calibrating", quality.calibrating());
        json.truth("tentative", quality.tentative());
        json.truth("manualEntry", quality.manualEntry());
        json.truth("lowBattery", quality.lowBattery());
        json.number("coverage", quality.coverage());
    }

    private static void provenance(Provenance provenance, Fields json) throws IOException {
        json.text("provider", provenance.provider().wireName());
        json.text("upstreamProvider", provenance.upstreamProvider());
        json.word("channel", provenance.channel());
        json.text("resourceType", provenance.resourceType());
        json.text("resourceId", provenance.resourceId());
        json.text("resourceVersion", provenance.resourceVersion());
        json.instant("sourceUpdatedAt", provenance.sourceUpdatedAt());
        json.text("deliveryId", provenance.deliveryId());
        json.text("requestReference", provenance.requestReference());
        json.instant("receivedAt", provenance.receivedAt());
        json.instant("fetchedAt", provenance.fetchedAt());
        json.text("rawRef", provenance.rawRef());
        json.text("rawSha256", provenance.rawSha256());
        json.text("rawPath", provenance.rawPath());
        Device device = provenance.device();
        if (device != null) {
            json.object("device", part -> device(device, part));
        }
        json.text("algorithm", provenance.algorithm());
        json.text("bridgeVersion", provenance.bridgeVersion());
        json.truth("lateAuthentic", provenance.lateAuthentic());
    }

    private static void device(Device device, Fields json) throws IOException {
        json.text("manufacturer", device.manufacturer());
        json.text("model", device.model());
        json.text("firmware", device.firmware());
        json.text("idHash", device.idHash());
    }

    private static void connection(Connection connection, Fields json) throws IOException {
        json.word("state", connection.state());
        json.text("previousProviderUserId", connection.previousProviderUserId());
        json.texts("scopesAdded", connection.scopesAdded());
        json.texts("scopesRemoved", connection.scopesRemoved());
        json.text("reason", connection.reason());
    }
}

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
            json.text("schema_version", event.schemaVersion());
            json.text("event_id", event.eventId().toString());
            json.text("idempotency_key", event.idempotencyKey());
            json.number("revision", event.revision());
            json.constant("operation", event.operation());
            json.constant("event_kind", event.eventKind());
            json.text("tenant_id", event.tenantId());
            json.object("subject", part -> subject(event.subject(), part));
            json.text("metric", event.metric().wireName());
            json.text("provider_metric", event.observation().providerMetric());
            json.objects("coding", event.observation().coding(), EventFields::coding);
            json.numberOrNull("value", event.value());
            json.text("unit", event.unit());
            json.constant("value_status", event.valueStatus());
            json.constant("statistic", event.statistic());
            json.constant("context", event.context());
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
        json.text("subject_id", subject.subjectId());
        json.text("connection_id", subject.connectionId());
        json.text("provider_user_id", subject.providerUserId());
        json.text("reference_id", subject.referenceId());
    }

    private static void coding(Coding coding, Fields json) throws IOException {
        json.text("system", coding.system());
        json.text("code", coding.code());
        json.text("display", coding.display());
    }

    private static void effective(Effective effective, Fields json) throws IOException {
        json.instant("start", effective.start());
        json.instant("end", effective.end());
        json.text("zone_offset", effective.zoneOffset());
        json.text(
                "local_date",
                effective.localDate() == null ? null : effective.localDate().toString());
        json.constant("zone_source", effective.zoneSource());
    }

    private static void series(Series series, Fields json) throws IOException {
        json.instant("start", series.start());
        json.number("interval_seconds", series.intervalSeconds());
        json.numbers("offsets_seconds", series.offsetsSeconds());
        json.numbers("values", series.values());
    }

    private static void session(Session session, Fields json) throws IOException {
        json.text("session_id", session.sessionId());
        json.text("cycle_id", session.cycleId());
        json.flag("is_nap", session.isNap());
        json.text("type", session.type());
        json.objects("stages", session.stages(), (stage, fields) -> fields.attributes(stage));
    }

    private static void quality(Quality quality, Fields json) throws IOException {
        json.text("score_state", quality.scoreState());
        json.flag("calibrating", quality.calibrating());
        json.flag("tentative", quality.tentative());
        json.flag("manual_entry", quality.manualEntry());
        json.flag("low_battery", quality.lowBattery());
        json.number("coverage", quality.coverage());
    }

    private static void provenance(Provenance provenance, Fields json) throws IOException {
        json.text("provider", provenance.provider().wireName());
        json.text("upstream_provider", provenance.upstreamProvider());
        json.constant("channel", provenance.channel());
        json.text("resource_type", provenance.resourceType());
        json.text("resource_id", provenance.resourceId());
        json.text("resource_version", provenance.resourceVersion());
        json.instant("source_updated_at", provenance.sourceUpdatedAt());
        json.text("delivery_id", provenance.deliveryId());
        json.text("request_reference", provenance.requestReference());
        json.instant("received_at", provenance.receivedAt());
        json.instant("fetched_at", provenance.fetchedAt());
        json.text("raw_ref", provenance.rawRef());
        json.text("raw_sha256", provenance.rawSha256());
        json.text("raw_path", provenance.rawPath());
        Device device = provenance.device();
        if (device != null) {
            json.object("device", part -> device(device, part));
        }
        json.text("algorithm", provenance.algorithm());
        json.text("bridge_version", provenance.bridgeVersion());
        json.flag("late_authentic", provenance.lateAuthentic());
    }

    private static void device(Device device, Fields json) throws IOException {
        json.text("manufacturer", device.manufacturer());
        json.text("model", device.model());
        json.text("firmware", device.firmware());
        json.text("id_hash", device.idHash());
    }

    private static void connection(Connection connection, Fields json) throws IOException {
        json.constant("state", connection.state());
        json.text("previous_provider_user_id", connection.previousProviderUserId());
        json.texts("scopes_added", connection.scopesAdded());
        json.texts("scopes_removed", connection.scopesRemoved());
        json.text("reason", connection.reason());
    }
}

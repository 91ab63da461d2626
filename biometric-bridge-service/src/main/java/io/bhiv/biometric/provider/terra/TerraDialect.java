package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.ProviderJson;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Control;
import io.bhiv.biometric.provider.Reading.ControlType;
import io.bhiv.biometric.provider.Reading.LinkEvent;
import io.bhiv.biometric.provider.Reading.RemotePayload;
import io.bhiv.biometric.provider.Reading.UnknownType;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.biometric.provider.Revision;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.StrictJson;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads an envelope by its type. */
public final class TerraDialect {

    private final StrictJson json;
    private final int maxEvents;

    /**
     * Limits of one delivery; one with more is {@link Unreadable}.
     *
     * @param maxTokens braces, brackets, keys and values
     * @param maxEvents measures that it becomes
     */
    public TerraDialect(long maxTokens, int maxEvents) {
        this.json = ProviderJson.ofPayloads(maxTokens);
        this.maxEvents = maxEvents;
    }

    private static final int MAX_URL_LENGTH = 4_096;
    private static final int MAX_TYPE_LENGTH = 64;

    public Reading read(Delivery delivery) {
        try {
            TerraEnvelope envelope = TerraEnvelope.read(delivery.body(), json);
            return envelope == null ? new Unreadable(ParkReason.NOT_JSON) : read(envelope, delivery);
        } catch (JsonRefused refused) {
            return new Unreadable(
                    refused.reason() == JsonRefused.Reason.TOO_MANY_TOKENS
                            ? ParkReason.TOO_MANY_TOKENS
                            : ParkReason.NOT_JSON);
        }
    }

    private Reading read(TerraEnvelope envelope, Delivery delivery) {
        String type = envelope.fields().text("type");
        return type == null ? LegacyShape.read(envelope, delivery, maxEvents) : read(type, envelope, delivery);
    }

    private Reading read(String type, TerraEnvelope envelope, Delivery delivery) {
        return switch (type) {
            case "activity",
                    "athlete",
                    "body",
                    "daily",
                    "sleep",
                    "nutrition",
                    "menstruation",
                    "hormone",
                    "health_observation",
                    "planned_workout" -> TerraRecords.read(type, envelope, delivery, maxEvents);
            case "lab_report.completed" -> LabReport.read(envelope, delivery, maxEvents);
            case "s3_payload", "s3_upload" -> remotePayload(envelope.fields());
            case "auth" -> TerraLinks.authenticated(envelope.fields(), Revision.of(delivery));
            case "user_reauth" -> TerraLinks.reauthenticated(envelope.fields(), Revision.of(delivery));
            case "deauth" -> TerraLinks.changed(envelope.fields(), Revision.of(delivery), LinkEvent.DEAUTHENTICATED);
            case "access_revoked" ->
                TerraLinks.changed(envelope.fields(), Revision.of(delivery), LinkEvent.ACCESS_REVOKED);
            case "connection_error" ->
                TerraLinks.changed(envelope.fields(), Revision.of(delivery), LinkEvent.CONNECTION_ERROR);
            case "permission_change" ->
                TerraLinks.changed(envelope.fields(), Revision.of(delivery), LinkEvent.PERMISSION_CHANGE);
            default -> control(type);
        };
    }

    private static Reading control(String type) {
        return switch (type) {
            case "auth_cancelled" -> new Control(ControlType.AUTH_FAILED);
            case "healthcheck" -> new Control(ControlType.HEALTHCHECK);
            case "rate_limit_hit" -> new Control(ControlType.RATE_LIMIT_HIT);
            case "large_request_processing" -> new Control(ControlType.LARGE_REQUEST_PROCESSING);
            case "large_request_sending" -> new Control(ControlType.LARGE_REQUEST_SENDING);
            case "google_no_datasource" -> new Control(ControlType.NO_DATASOURCE);
            case "processing" -> new Control(ControlType.PROCESSING);
            case "lab_report.failed" -> new Control(ControlType.LAB_REPORT_FAILED);
            default -> new UnknownType(printable(type));
        };
    }

    private static Reading remotePayload(Part fields) {
        String url = longText(fields, "url");
        if (url == null) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        int seconds = fields.code("expires_in");
        return new RemotePayload(url, seconds < 0 ? null : Duration.ofSeconds(seconds));
    }

    private static @Nullable String longText(Part fields, String field) {
        String text = fields.node().path(field).textValue();
        return text == null || text.isBlank() || text.length() > MAX_URL_LENGTH ? null : text;
    }

    private static String printable(String type) {
        String ascii = type.replaceAll("[^A-Za-z0-9_.-]", "?");
        return ascii.substring(0, Math.min(MAX_TYPE_LENGTH, ascii.length()));
    }
}

package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.UUID;

/** A value of {@code insight-flow}; the field {@code record} names which. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "record")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InsightReport.class, name = "report"),
    @JsonSubTypes.Type(value = InsightEvent.class, name = "event")
})
public sealed interface InsightRecord permits InsightReport, InsightEvent {

    String SCHEMA_VERSION = "1.0";

    /** Always {@value #SCHEMA_VERSION}. */
    String schemaVersion();

    /** Name of the service: {@code biometric-bridge-service}. */
    String service();

    /** Which of the service's processes: a host name, or what the operator calls it. */
    String replica();

    /** A new one each time the process starts. */
    UUID boot();

    /** From 1, shared by the reports and events of a boot. */
    long sequence();

    Instant at();
}

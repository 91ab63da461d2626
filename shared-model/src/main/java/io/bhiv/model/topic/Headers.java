package io.bhiv.model.topic;

/** Names of Kafka record headers; values are UTF-8 text. No header ever carries a measurement or a person's name. */
public final class Headers {

    /** {@code critical | high | normal}, see {@link io.bhiv.model.trigger.Priority}. */
    public static final String PRIORITY = "priority";

    /** Id of the stored delivery a record came from: the same on every redelivery of the same content. */
    public static final String DELIVERY_EVENT_ID = "delivery-event-id";

    public static final String CONTENT_TYPE = "content-type";

    /** CloudEvents 1.0, binary mode. */
    public static final String CE_SPECVERSION = "ce_specversion";

    public static final String CE_ID = "ce_id";
    public static final String CE_SOURCE = "ce_source";
    public static final String CE_TYPE = "ce_type";
    public static final String CE_SUBJECT = "ce_subject";
    public static final String CE_TIME = "ce_time";
    public static final String CE_DATASCHEMA = "ce_dataschema";
    public static final String CE_PARTITIONKEY = "ce_partitionkey";
    public static final String CE_TRACEPARENT = "ce_traceparent";

    /** W3C trace context, for tracing tools that do not support CloudEvents; equal to {@link #CE_TRACEPARENT}. */
    public static final String TRACEPARENT = "traceparent";

    private Headers() {}
}

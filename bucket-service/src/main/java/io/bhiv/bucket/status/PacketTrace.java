package io.bhiv.bucket.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one packet. Neither its body nor whose it is, and not the id of its lease, which is the right to settle it.
 *
 * @param state {@code pending, leased, processed, dead} or {@code expired}: its day is past retention, its id is still known
 * @param published whether Kafka has acknowledged it; when is not kept
 * @param attempts leases that counted; of a packet that was redriven, since then
 * @param leases all of them
 * @param dueAt when it may be leased next; absent unless pending
 * @param leasedUntil absent unless leased
 * @param reasons why attempts failed, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PacketTrace(
        @JsonProperty("packet_id") String packetId,
        String state,
        @JsonProperty("received_at") Instant receivedAt,
        @Nullable Boolean published,
        @Nullable Integer attempts,
        @Nullable Integer leases,
        @JsonProperty("due_at") @Nullable Instant dueAt,
        @JsonProperty("leased_until") @Nullable Instant leasedUntil,
        @JsonProperty("processed_at") @Nullable Instant processedAt,
        @JsonProperty("died_at") @Nullable Instant diedAt,
        @Nullable List<String> reasons) {}

package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.journal.UserPackets.UserPacket;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.packet.PacketJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets as JSON: the published members first and always present, ours after them. */
final class PacketViews {

    private PacketViews() {}

    static ObjectNode leased(Lease lease) {
        ObjectNode answer = packets(lease.packets());
        answer.put("lease_id", lease.isEmpty() ? null : lease.id().toString());
        answer.put("lease_until", lease.until() == null ? null : lease.until().toString());
        return answer;
    }

    static ObjectNode packets(List<Lease.Packet> packets) {
        ObjectNode answer = PacketJson.object();
        ArrayNode views = answer.putArray("packets");
        packets.forEach(packet -> views.add(packet(packet)));
        answer.put("count", packets.size());
        return answer;
    }

    private static ObjectNode packet(Lease.Packet packet) {
        ObjectNode view =
                published(packet.packetId(), packet.body(), packet.receivedAt().toString());
        if (packet.leaseId() != null && packet.leaseUntil() != null) {
            view.put("lease_id", packet.leaseId().toString());
            view.put("lease_until", packet.leaseUntil().toString());
        }
        view.put("attempt", packet.attempt());
        view.put("epoch", packet.epoch());
        return view;
    }

    static ObjectNode ofUser(String userId, List<UserPacket> packets, @Nullable Long nextBefore) {
        ObjectNode answer = PacketJson.object().put("user_id", userId);
        ArrayNode views = answer.putArray("packets");
        packets.forEach(packet -> views.add(ofUser(packet)));
        answer.put("count", packets.size());
        answer.put("next_before", nextBefore == null ? null : Long.toString(nextBefore));
        return answer;
    }

    private static ObjectNode ofUser(UserPacket packet) {
        ObjectNode view =
                published(packet.packetId(), packet.body(), packet.receivedAt().toString());
        view.put("status", packet.status());
        if (packet.processedAt() != null && packet.actions() != null) {
            view.put("processed_at", packet.processedAt().toString());
            view.set("karma_actions", PacketJson.readOwn(packet.actions()));
        }
        return view;
    }

    /** An employee's id and state also appear under the published names, so that old consumers can use the packet. */
    private static ObjectNode published(String packetId, String stored, String receivedAt) {
        JsonNode body = PacketJson.readOwn(stored);
        boolean employee = body.hasNonNull("employee_id");
        ObjectNode view = PacketJson.object();
        view.put("packet_id", packetId);
        view.set("user_id", body.get(employee ? "employee_id" : "user_id"));
        view.set("cognitive_state", body.get(employee ? "state" : "cognitive_state"));
        for (String name : List.of("focus_score", "active_seconds", "idle_seconds", "away_seconds", "raw_signals")) {
            view.set(name, body.get(name));
        }
        view.set("client_timestamp", body.get("timestamp"));
        view.put("received_at", receivedAt);
        for (String name :
                List.of("employee_id", "state", "integrity_score", "session_id", "lesson_id", "system_type", "role")) {
            if (body.hasNonNull(name)) {
                view.set(name, body.get(name));
            }
        }
        return view;
    }
}

package io.bhiv.bucket.journal;

import io.bhiv.bucket.packet.Packet;

/** A packet with the id it will be known by. */
record Arrival(String packetId, Packet packet) {}

package io.bhiv.insight.picture;

/** A series of timings. */
public record TimingKey(String service, String name, String subject) {}

package io.bhiv.rules.sample.vendor.provider.oura;

public record OuraReading(int value) {}

package io.bhiv.play.person;

/** What hardly changes about a person. */
public record Body(int age, boolean female, double heightMeter, double weightKilogram) {}

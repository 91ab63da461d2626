package io.bhiv.play.person;

/**
 * The waking part of a day.
 *
 * @param strain from 0 to 21
 * @param stressHigh seconds of high stress
 * @param recoveryHigh seconds of high recovery
 */
public record Activity(int steps, int activeCalories, double strain, int stressHigh, int recoveryHigh) {}

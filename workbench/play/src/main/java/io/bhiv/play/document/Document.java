package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;

/**
 * One object of a provider.
 *
 * @param collection the provider's name for objects of this kind
 * @param day the local day it belongs to
 * @param start orders the objects of a collection
 */
public record Document(String collection, String id, LocalDate day, Instant start, ObjectNode body) {}

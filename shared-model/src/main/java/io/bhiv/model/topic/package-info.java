/** The Kafka topics and record headers that programs outside this project already rely on. */
@NullMarked
package io.bhiv.model.topic;

import org.jspecify.annotations.NullMarked;

/**
 * What every fault test uses: services as processes of their own against backends that can be taken away, callers that send until they
 * are acknowledged, and everything that came out on a topic.
 */
@NullMarked
package io.bhiv.system.fault;

import org.jspecify.annotations.NullMarked;

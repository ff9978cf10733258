/** Deployments, their pods and autoscalers: what runs, what begins a release, and how many replicas each version gets. */
@NullMarked
package dev.sluice.workload;

import org.jspecify.annotations.NullMarked;

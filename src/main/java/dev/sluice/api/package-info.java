/** What users write: the policy and its parts, read from text nobody vouches for; every error names the field and the cure. */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;

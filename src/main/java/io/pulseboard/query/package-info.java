/**
 * What a client may ask for: PromQL vector selectors, parsed once and then matched fast against series. Follows the lexer and the
 * grammar of Prometheus ({@code promql/parser/lex.go}, {@code generated_parser.y}) for the part of the language that selects
 * series; everything that computes (ranges, offsets, functions, operators) is refused by name.
 */
@NullMarked
package io.pulseboard.query;

import org.jspecify.annotations.NullMarked;

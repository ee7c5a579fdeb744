import { origin } from './store.js';
import { rateUnit, unitOf } from './format.js';
import { writeKey } from './keys.js';
import { specOf } from './shape.js';

/**
 * Families: the series of one name from one origin, and the sections and groups in which they are shown. Sections: one per job, then what was pushed
 * without one, the host, Pulseboard itself.
 */

const HOST_GROUPS = [
  ['CPU', /^(host_cpu|node_(cpu|load|context_switches|intr|procs|forks|softirqs|schedstat|entropy))/],
  ['Memory', /^node_(memory|vmstat|zoneinfo|edac|ksm)/],
  ['Disk', /^node_(disk|filesystem|md|nvme|zfs|xfs|btrfs)/],
  ['Network', /^node_(network|netstat|sockstat|softnet|arp|nf_conntrack|udp|tcp|bonding)/],
  ['Pressure', /^node_pressure/],
  ['Container', /^(container|cgroup)_/],
];
const PROCESS_GROUPS = [
  ['Pulseboard', /^pulseboard_/],
  ['HTTP', /^(http|vertx_http|netty|websockets?)/],
  ['JVM', /^(jvm|process|system|log|disk)_/],
];
const MOMENT = /(^|_)(time|timestamp|boot_time|start_time|created)(_seconds)?$/;
/** Unix seconds from 2001 on: what is smaller is a duration. */
const MOMENT_FROM = 1e9;

/** All series of one name and origin. */
export class Family {
  members = new Set();
  help = '';
  #text = null;

  constructor(section, name, type, job) {
    Object.assign(this, { section, name, type, job });
    this.id = `${section.id}/${name}`;
  }

  add(series) {
    this.members.add(series);
    this.help ||= series.help;
    this.type = series.type;
    this.counter = series.counter;
    this.declaredUnit = series.unit;
    this.#text = null;
  }

  remove(series) {
    this.members.delete(series);
    this.#text = null;
  }

  /** What a search looks through, in lower case. */
  get text() {
    if (this.#text === null) {
      const words = new Set([this.name, this.help, this.section.title]);
      for (const series of this.members) for (const [label, value] of series.labels) words.add(value).add(`${label}=${value}`);
      this.#text = [...words].join('\n').toLowerCase();
    }
    return this.#text;
  }

  /** How it is shown: `info` and `moment` as text, all else as a chart. */
  get kind() {
    if (this.type === 'info' || /_info(_total)?$/.test(this.name)) return 'info';
    if (this.type === 'histogram' || this.type === 'summary') return this.type;
    const [first] = this.members;
    if (!this.counter && MOMENT.test(this.name) && (first?.value > MOMENT_FROM || this.name.startsWith('push_'))) return 'moment';
    return this.counter ? 'counter' : 'gauge';
  }

  get unit() {
    const unit = unitOf(this.name, this.declaredUnit);
    return this.kind === 'counter' ? rateUnit(unit) : unit;
  }

  /** What a board would say of it. @returns {import('./shape.js').ChartShape} */
  get shape() {
    return { title: this.name, query: [writeKey(this.name, [['job', this.job ?? '']])] };
  }

  /**
   * What its chart shows: what a board that says no more than `shape` would.
   *
   * @param {import('./shape.js').ChartShape} [wish] what somebody wants to have otherwise
   * @returns {import('./panel.js').PanelSpec}
   */
  spec(wish) {
    return specOf({ ...this.shape, ...wish }, this.id);
  }
}

/** A part of the page: `id`, `title`, and families by group. */
export class Section {
  groups = new Map();

  constructor(id, title, rank) {
    Object.assign(this, { id, title, rank });
  }

  group(title) {
    if (!this.groups.has(title)) this.groups.set(title, []);
    return this.groups.get(title);
  }

  get families() {
    return [...this.groups.values()].flat();
  }
}

/** Sorts series into families, groups and sections as they come and go. */
export class Catalog {
  /** @type {Map<string, Section>} */
  sections = new Map();
  /** Grows whenever a family comes or goes. */
  version = 0;
  #families = new Map();

  get families() {
    return this.#families.values();
  }

  get size() {
    return this.#families.size;
  }

  /** @returns {Family|undefined} */
  family(id) {
    return this.#families.get(id);
  }

  add(series) {
    const job = series.labels.get('job') ?? null;
    const section = this.#section(series, job);
    const id = `${section.id}/${series.name}`;
    let family = this.#families.get(id);
    if (!family) {
      family = new Family(section, series.name, series.type, job);
      this.#families.set(id, family);
      insert(section.group(groupOf(section, series.name)), family);
      this.version++;
    }
    family.add(series);
    return family;
  }

  remove(series) {
    const job = series.labels.get('job') ?? null;
    const section = this.#section(series, job);
    const family = this.#families.get(`${section.id}/${series.name}`);
    if (!family) return;
    family.remove(series);
    if (family.members.size) return;
    this.#families.delete(family.id);
    for (const [title, group] of section.groups) {
      const left = group.filter(each => each !== family);
      if (left.length) section.groups.set(title, left);
      else section.groups.delete(title);
    }
    if (section.groups.size === 0) this.sections.delete(section.id);
    this.version++;
  }

  #section(series, job) {
    const [id, title, rank] = sectionOf(series, job);
    if (!this.sections.has(id)) {
      this.sections.set(id, new Section(id, title, rank));
      const sorted = [...this.sections.values()].sort((a, b) => a.rank - b.rank || (a.title < b.title ? -1 : 1));
      this.sections = new Map(sorted.map(section => [section.id, section]));
    }
    return this.sections.get(id);
  }
}

/** Puts a family where its name belongs. */
function insert(group, family) {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (group[middle].name < family.name) low = middle + 1;
    else high = middle;
  }
  group.splice(low, 0, family);
}

function sectionOf(series, job) {
  if (job !== null) return [`job-${job}`, job || '(no name)', 1];
  return { pushed: ['pushed', 'Pushed', 2], host: ['host', 'Host', 3], process: ['process', 'Pulseboard', 4] }[origin(series.name)];
}

function groupOf(section, name) {
  if (section.id === 'host') return HOST_GROUPS.find(([, names]) => names.test(name))?.[0] ?? 'System';
  if (section.id === 'process') return PROCESS_GROUPS.find(([, names]) => names.test(name))?.[0] ?? 'Other';
  return /^(up$|scrape_|push_(failure_)?time)/.test(name) ? 'Collection' : '';
}

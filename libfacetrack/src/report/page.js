(() => {
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const box = document.getElementById('timeline');
const tip = document.getElementById('tip');
const make = (name, attributes, parent) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
};
// 61.25 is 1:01.25 with two digits, 1:01 with none.
const clock = (seconds, digits) => {
  const s = Math.round(seconds * 10 ** digits) / 10 ** digits;
  return Math.floor(s / 60) + ':' + (s % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, '0');
};
const rowsOf = items => {
  const ends = [];
  for (const item of items) {
    let row = ends.findIndex(end => end <= item.start + 1e-9);
    if (row < 0) row = ends.length;
    ends[row] = item.end;
    item.row = row;
  }
  return Math.max(ends.length, 1);
};
let zoom = 1;
const left = 8, rowHeight = 18, gap = 26;
const showTip = (item, target) => {
  tip.replaceChildren();
  const source = item.target && document.querySelector('#' + item.target + ' img');
  if (source) { const image = new Image(); image.alt = ''; image.src = source.src; tip.append(image); }
  tip.append(item.label + ', ' + clock(item.start, 2) + ' – ' + clock(item.end, 2));
  tip.hidden = false;
  const at = target.getBoundingClientRect();
  const x = Math.min(Math.max(4, at.left), innerWidth - tip.offsetWidth - 4);
  const above = at.top - tip.offsetHeight - 6;
  tip.style.left = x + 'px';
  tip.style.top = (above > 4 ? above : at.bottom + 6) + 'px';
};
const draw = () => {
  const width = Math.max(280, (box.clientWidth - 2) * zoom);
  const scale = (width - 2 * left) / Math.max(data.duration, 1e-6);
  let height = 20;
  for (const lane of data.lanes) { lane.rows = rowsOf(lane.items); height += gap + lane.rows * rowHeight; }
  const svg = make('svg', {width, height: height + 8, role: 'list'});
  const steps = [.1, .2, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];
  const step = steps.find(s => s * scale >= 70) || 7200;
  for (let t = 0; t <= data.duration + 1e-9; t += step) {
    const x = left + t * scale;
    make('line', {x1: x, x2: x, y1: 16, y2: height}, svg);
    if (x + 48 < width) make('text', {x: x + 3, y: 13}, svg).textContent = clock(t, step < 1 ? 1 : 0);
  }
  let y = 20;
  for (const lane of data.lanes) {
    make('text', {x: left, y: y + 15}, svg).textContent = lane.name;
    y += gap - 6;
    lane.items.forEach((item, index) => {
      const link = make('a', {role: 'listitem', 'aria-label': item.label + ', ' +
        clock(item.start, 2) + ' to ' + clock(item.end, 2)}, svg);
      link.setAttribute('href', item.target ? '#' + item.target : '#timeline');
      make('rect', {x: left + item.start * scale, y: y + item.row * rowHeight,
        width: Math.max(1.5, (item.end - item.start) * scale - .5), height: rowHeight - 4, rx: 2,
        'class': item.kind + (index % 2 ? ' odd' : '')}, link);
      for (const event of ['mouseenter', 'focus']) link.addEventListener(event, () => showTip(item, link));
      for (const event of ['mouseleave', 'blur']) link.addEventListener(event, () => { tip.hidden = true; });
    });
    y += lane.rows * rowHeight + 6;
  }
  box.replaceChildren(svg);
};
const zoomTo = value => {
  const middle = (box.scrollLeft + box.clientWidth / 2) / (box.scrollWidth || 1);
  zoom = Math.min(Math.max(value, 1), 64);
  draw();
  box.scrollLeft = middle * box.scrollWidth - box.clientWidth / 2;
};
if (box) {
  draw();
  addEventListener('resize', draw);
  const buttons = {'zoom-in': () => zoomTo(zoom * 2), 'zoom-out': () => zoomTo(zoom / 2),
    'zoom-all': () => zoomTo(1)};
  for (const [id, action] of Object.entries(buttons)) {
    document.getElementById(id).addEventListener('click', action);
  }
  box.addEventListener('keydown', event => {
    if (event.key === '+' || event.key === '=') zoomTo(zoom * 2);
    else if (event.key === '-') zoomTo(zoom / 2);
    else if (event.key === '0') zoomTo(1);
    else return;
    event.preventDefault();
  });
  box.addEventListener('wheel', event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(zoom * (event.deltaY < 0 ? 1.25 : 0.8));
  }, {passive: false});
}
for (const link of document.querySelectorAll('a.play')) {
  link.addEventListener('click', event => {
    event.preventDefault();
    const player = document.createElement('video');
    player.controls = true;
    player.autoplay = true;
    player.src = link.getAttribute('href');
    player.setAttribute('aria-label', link.getAttribute('aria-label'));
    link.replaceWith(player);
    player.focus();
  });
}
})();

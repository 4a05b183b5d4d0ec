// What tools/card_measures.py measures inside the page: every card as it stands now, in one call.
window.cards = (() => {
  const LEAST_TEXT = 12, LEAST_TARGET = 24, NEARLY = 0.1; // CSS pixels; a scaled picture is not exact to the last digit
  const ROLES = ['button', 'slider', 'radio', 'tab', 'switch', 'checkbox', 'menuitem'].map((role) => `[role=${role}]`);
  const TARGETS = ['button', 'input:not([type=hidden])', 'select', 'textarea', 'summary', 'a[href]', ...ROLES].join();
  const LIVE = ':is([aria-live], [role=status], [role=alert], [role=log], output):not([aria-live=off])';
  const rounded = (number) => Math.round(number * 10) / 10;
  const px = (number) => `${rounded(number)} px`;
  const short = (text) => text.trim().replace(/\s+/g, ' ').slice(0, 40);

  // ---- what can be seen

  // Taken out of sight, yet read aloud: a box of one pixel, or one that is cut away.
  function hiddenFromEyes(node, card) {
    for (; node && node !== card; node = node.parentElement) {
      const { clipPath, overflowX, position, clip } = getComputedStyle(node);
      if (clipPath === 'inset(50%)' || clipPath === 'inset(100%)') return true;
      if (position === 'absolute' && clip !== 'auto') return true;
      if (overflowX !== 'visible' && node.offsetWidth <= 1 && node.offsetHeight <= 1) return true;
    }
    return false;
  }
  const seen = (node, card) =>
    node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !hiddenFromEyes(node, card);

  // ---- sideways: nothing in the card scrolls or is cut, and no box around it scrolls because of it

  const holdsBack = (node) => getComputedStyle(node).overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1;
  const named = (node) => node.localName + [...node.classList].slice(0, 2).map((name) => `.${name}`).join('');

  // What is painted beyond the card's right edge; boxes that contain their layout let it, and nothing scrolls.
  function stickingOut(card, edge) {
    const boxes = [...card.querySelectorAll('*')].filter((node) => !node.ownerSVGElement && seen(node, card));
    const most = Math.max(...boxes.map((node) => node.getBoundingClientRect().right)) - edge;
    return most > 1 ? [`${px(most)} stick out of it`] : [];
  }

  function sideways(card) {
    const inside = [card, ...card.querySelectorAll('*')].filter((node) => node instanceof HTMLElement
      && !node.matches('input, select, textarea') && node.clientWidth > 1 && holdsBack(node) && seen(node, card));
    const found = inside.map((node) => `${named(node)} holds ${px(node.scrollWidth)} in ${px(node.clientWidth)}`);
    const { left, right } = card.getBoundingClientRect();
    if (getComputedStyle(card).overflowX === 'visible') found.push(...stickingOut(card, right));
    for (let around = card.parentElement; around; around = around.parentElement) {
      const root = around === document.documentElement;
      if (!root && !holdsBack(around)) continue;
      const edge = root ? 0 : around.getBoundingClientRect().left + around.clientLeft;
      const reach = left - edge + around.scrollLeft + Math.max(card.scrollWidth, card.offsetWidth);
      if (reach > around.clientWidth + 1) found.push(`${named(around)} is ${px(around.clientWidth)} wide, the card reaches ${px(reach)}`);
    }
    return found;
  }

  // ---- text

  // How many pixels of the screen one unit of the drawing is, in the direction in which it is smaller.
  function scale(node) {
    const drawing = node.closest('svg *');
    if (!drawing) return 1;
    const around = drawing.closest('foreignObject') ?? drawing;
    const { a, b, c, d } = around.getScreenCTM();
    return Math.min(Math.hypot(a, b), Math.hypot(c, d));
  }

  function smallText(card) {
    const found = [];
    const tell = (node, text) => {
      const size = parseFloat(getComputedStyle(node).fontSize) * scale(node);
      if (size < LEAST_TEXT - NEARLY) found.push(`“${short(text)}” has ${px(size)}`);
    };
    const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode()) {
      const text = walker.currentNode, node = text.parentElement;
      if (!text.data.trim() || node.closest('select, textarea') || !seen(node, card)) continue;
      range.selectNodeContents(text);
      if (range.getClientRects().length) tell(node, text.data);
    }
    const fields = 'select, textarea, input:not([type=range], [type=radio], [type=checkbox], [type=hidden])';
    for (const node of card.querySelectorAll(fields)) if (seen(node, card)) tell(node, node.value || named(node));
    return found;
  }

  // ---- targets

  const union = (boxes) => ({
    left: Math.min(...boxes.map((box) => box.left)), right: Math.max(...boxes.map((box) => box.right)),
    top: Math.min(...boxes.map((box) => box.top)), bottom: Math.max(...boxes.map((box) => box.bottom)),
  });
  const sizeOf = ({ left, right, top, bottom }) => [right - left, bottom - top];

  // What a pointer meets of one shape: its box, grown by a stroke that can be met; and for a bare line its thickness.
  function met(shape) {
    const { fill, stroke, strokeWidth, pointerEvents: events, visibility } = getComputedStyle(shape);
    const whole = ['all', 'bounding-box', 'visible'].includes(events);
    const painted = ['auto', 'painted', 'visiblePainted'].includes(events);
    if (events === 'none' || shape.getClientRects().length === 0) return null;
    if (visibility !== 'visible' && !['all', 'fill', 'stroke', 'painted', 'bounding-box'].includes(events)) return null;
    const box = shape.getBoundingClientRect();
    if (!(shape instanceof SVGGeometryElement)) return { box, thick: Infinity };
    const filled = shape.localName !== 'line' && (whole || /fill/i.test(events) || (painted && fill !== 'none'));
    const stroked = whole || /stroke/i.test(events) || (painted && stroke !== 'none');
    const thick = stroked && stroke !== 'none' ? parseFloat(strokeWidth) * scale(shape) : 0;
    if (!filled && !thick) return null;
    const { left, right, top, bottom } = box, grow = thick / 2;
    return { box: { left: left - grow, right: right + grow, top: top - grow, bottom: bottom + grow },
      thick: filled ? Infinity : thick };
  }

  function inPicture(node) {
    const shapes = [node, ...node.querySelectorAll('*')].filter((shape) => shape instanceof SVGGraphicsElement
      && !['g', 'svg', 'a', 'tspan'].includes(shape.localName) && shape.closest('[data-can]') === node);
    const hits = shapes.map(met).filter(Boolean);
    if (!hits.length) return null;
    const solid = hits.filter(({ thick }) => thick === Infinity);
    const box = union((solid.length ? solid : hits).map((hit) => hit.box));
    const [width, height] = sizeOf(box);
    const thick = solid.length ? Infinity : Math.max(...hits.map((hit) => hit.thick));
    return { box, size: thick < Math.min(width, height) ? [Math.max(width, height), thick] : [width, height] };
  }

  // A choice is as large as the label that belongs to it.
  function inForm(node, card) {
    const label = node.matches('[type=radio], [type=checkbox]') ? node.labels : [];
    const boxes = [node, ...label].filter((part) => seen(part, card)).map((part) => part.getBoundingClientRect());
    return boxes.length ? { box: union(boxes), size: sizeOf(union(boxes)) } : null;
  }

  const withinSentence = (node) => node.localName === 'a' && getComputedStyle(node).display === 'inline'
    && node.parentElement.textContent.trim() !== node.textContent.trim();

  function targets(card) {
    const found = [];
    const take = (node, picture, place) => {
      const name = node.ariaLabel || node.dataset.id || short(node.textContent) || named(node);
      if (place) found.push({ name, picture, ...place, small: Math.min(...place.size) < LEAST_TARGET - NEARLY });
    };
    for (const node of card.querySelectorAll(TARGETS))
      if (!node.closest('svg') && !withinSentence(node)) take(node, false, inForm(node, card));
    for (const node of card.querySelectorAll('.ll-picture [data-can]:not([data-doubled])')) // WCAG 2.5.8: what another does too may be small
      if (node.checkVisibility({ visibilityProperty: true })) take(node, true, inPicture(node));
    return found;
  }

  const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];

  // WCAG 2.5.8, spacing: the circle of 24 px round the middle of a small target meets no other target, and not the
  // circle of another small one.
  function standsFree(target, all) {
    const [x, y] = middle(target.box);
    return all.every((other) => {
      if (other === target) return true;
      const { left, right, top, bottom } = other.box, [u, v] = middle(other.box);
      const toBox = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      return toBox >= LEAST_TARGET / 2 && !(other.small && Math.hypot(u - x, v - y) < LEAST_TARGET);
    });
  }

  function smallTargets(card) {
    const all = targets(card);
    return all.filter((target) => target.small && !(target.picture && standsFree(target, all)))
      .map(({ name, size: [width, height] }) => `“${name}” is ${rounded(width)} × ${px(height)}`);
  }

  // ---- how many

  const isStage = (card) => !card.matches('.ll-quiz, .ll-predict');

  function primaries(card) {
    const count = [...card.querySelectorAll('.ll-acts button.primary')].filter((node) => seen(node, card)).length;
    return count === 1 || (count === 0 && !isStage(card)) ? [] : [`${count} primary actions`];
  }

  function liveRegions(card) {
    const count = card.querySelectorAll(LIVE).length;
    return count === 1 ? [] : [`${count} live regions`];
  }

  // ---- the header, when the card begins at the top

  function header(card) {
    card.scrollIntoView({ block: 'start', behavior: 'instant' });
    const view = card.closest('.jp-WindowedPanel-outer')?.getBoundingClientRect();
    const bottom = Math.min(innerHeight, view?.bottom ?? innerHeight);
    const parts = ['.ll-head', '.ll-goal'].map((part) => card.querySelector(part));
    if (!parts[0]) return isStage(card) ? ['no header'] : [];
    return parts.filter((part) => part && !part.hidden).filter((part) => !inView(part, card, bottom)).map((part) => `${named(part)} is out of view`);
  }

  function inView(part, card, bottom) {
    const box = part.getBoundingClientRect();
    const uncovered = card.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
    return box.height > 0 && box.bottom <= bottom + 1 && uncovered;
  }

  // ---- axe-core

  async function barriers(all) {
    const found = new Map(all.map((card) => [card, []]));
    const options = { resultTypes: ['violations'], elementRef: true, iframes: false, preload: false };
    const { violations } = await axe.run({ include: all }, options);
    for (const { id, impact, nodes } of violations) {
      if (!['serious', 'critical'].includes(impact)) continue;
      for (const { element } of nodes)
        found.get(element.closest('.ll-card'))?.push(`${id} (${impact}): ${short(element.outerHTML)}`);
    }
    return found;
  }

  // ---- all of it

  const all = () => [...document.querySelectorAll('.ll-card')];
  const kind = (card) => card.matches('.ll-quiz') ? 'quiz' : card.matches('.ll-predict') ? 'predict'
    : [...card.classList].find((name) => name.startsWith('ll-is-'))?.slice(6) ?? 'card';

  // Again where the notebook has drawn a card anew meanwhile, as it does a while after somebody has moved it.
  async function measure() {
    const cards = all();
    if (!cards.length) return [];
    const found = await barriers(cards);
    if (!cards.every((card) => card.isConnected)) return measure();
    return cards.map((card) => ({ sideways: sideways(card), text: smallText(card), target: smallTargets(card),
      primary: primaries(card), live: liveRegions(card), axe: found.get(card) }));
  }

  // ---- the height, in this window and in others. A card asks for nothing but its own width (container queries), so
  // it is as high in a window as it is when it has the width that it has there.

  const sizes = new Map(); // width of the window: the card's key: the card's size there
  const keepSizes = () => sizes.set(innerWidth, new Map(all().map((card) => [card.dataset.llCard, size(card)])));
  const size = (card) => [card.offsetWidth, card.getBoundingClientRect().height];

  function heights(card) {
    const found = { [innerWidth]: size(card)[1] }, style = card.getAttribute('style') ?? '';
    for (const [around, kept] of sizes) if (around !== innerWidth) {
      card.style.width = `${kept.get(card.dataset.llCard)[0]}px`;
      found[around] = size(card)[1];
    }
    card.setAttribute('style', style);
    return found;
  }

  // Which cards are not as high as they were in another window, though they have the width that they had there.
  const misjudged = () => all().flatMap((card) => Object.entries(heights(card)).flatMap(([around, height]) => {
    const was = sizes.get(Number(around))?.get(card.dataset.llCard)[1] ?? height;
    return Math.abs(was - height) > 1 ? [`${kind(card)} at ${around}: ${px(was)}, now ${px(height)}`] : [];
  }));

  // Cells without a card are hidden: to lay out and paint a whole notebook for each window takes longer than to measure.
  function hideTheRest() {
    for (const cell of document.querySelectorAll('.jp-Cell'))
      if (!cell.querySelector('.ll-card')) cell.style.display = 'none';
  }

  const headers = () => all().map((card) => ({ goal: header(card) }));
  const kinds = () => all().map(kind);

  return { headers, heights, hideTheRest, keepSizes, kinds, measure, misjudged };
})();
